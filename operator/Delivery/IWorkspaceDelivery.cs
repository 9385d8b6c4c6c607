using K8sRouter.Operator.Compilation;

namespace K8sRouter.Operator.Delivery;

/// <summary>Puts what was compiled where sidecars read it.</summary>
internal interface IWorkspaceDelivery
{
    /// <summary>Puts a result in force; writes nothing where it already is. Throws where that can't be done now.</summary>
    Task<DeliveryOutcome> DeliverAsync(CompilationResult result, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a workspace's configuration and credentials out of force; running sidecars keep what they have. False: there was
    /// nothing.
    /// </summary>
    Task<bool> WithdrawAsync(string workspace, CancellationToken cancellationToken);
}

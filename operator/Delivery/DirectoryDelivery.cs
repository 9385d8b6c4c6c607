using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Signing;

namespace K8sRouter.Operator.Delivery;

/// <summary>Delivers to folders, which have no limit of size.</summary>
internal sealed class DirectoryDelivery(DirectoryWriter writer) : IWorkspaceDelivery
{
    public Task<DeliveryOutcome> DeliverAsync(CompilationResult result, CancellationToken cancellationToken)
    {
        var written = writer.Write(
            result.Config.Workspace.Name, result.CanonicalJson, result.CredentialFiles,
            digest => EnvelopeSubject.Of(result, digest));
        return Task.FromResult(new DeliveryOutcome(DeliveryState.InForce, written, 0));
    }

    public Task<bool> WithdrawAsync(string workspace, CancellationToken cancellationToken)
    {
        if (!writer.Delivered().Contains(workspace))
            return Task.FromResult(false);
        writer.Remove(workspace);
        return Task.FromResult(true);
    }
}

using System.Collections.Frozen;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>
/// Delivery with the rights that it takes: what a namespace got is taken away while we still may, and then our rights there are
/// given up. In a namespace where we have none there is nothing of ours.
/// </summary>
internal sealed class ClusterWithdrawal(
    IWorkspaceDelivery delivery, ClusterWatches cluster, WorkspaceWatches watches, WorkspaceAccess access, SecretReader secrets)
    : IWorkspaceDelivery
{
    public Task<DeliveryOutcome> DeliverAsync(CompilationResult result, CancellationToken cancellationToken) =>
        delivery.DeliverAsync(result, cancellationToken);

    public async Task<bool> WithdrawAsync(string workspace, CancellationToken cancellationToken)
    {
        // The operator's rights in its own namespace are by a binding of the same name, which isn't ours to delete.
        if (!WorkspaceRules.MayBeWorkspace(workspace, cluster.OperatorNamespace))
            return false;
        watches.Stop(workspace);
        secrets.Keep(workspace, FrozenSet<string>.Empty);
        // A namespace that is going takes everything in it along.
        if (!access.Has(workspace) || cluster.Namespaces.Get(null, workspace) is not { Metadata.DeletionTimestamp: null })
            return false;
        // Somebody may have bound another to the role.
        await access.EnsureAsync(workspace, cancellationToken);
        var withdrawn = await delivery.WithdrawAsync(workspace, cancellationToken);
        await access.ReleaseAsync(workspace, cancellationToken);
        return withdrawn;
    }
}

using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Sources.Cluster;

namespace K8sRouter.Operator.Controllers.ObservabilityDestinations;

/// <summary>Keeps the status of destinations: what the workspace's controller made of them, and how sending goes.</summary>
internal sealed class ObservabilityDestinationController(
    WorkspaceStates states, ValidityCache validity, StatusWriter statuses, TimeProvider time)
    : IEntityController<ObservabilityDestination>
{
    public async Task<ReconciliationResult> ReconcileAsync(ObservabilityDestination entity, CancellationToken cancellationToken)
    {
        var @namespace = entity.Metadata.NamespaceProperty!;
        // What an earlier leader wrote holds until the workspace was looked at: before that there is only less to say.
        if (entity.Status is not null && !states.Knows(@namespace))
            return default;
        var status = DestinationStatusRules.Of(new DestinationStatusInput
        {
            Now = time.GetUtcNow(),
            Destination = entity,
            Problems = validity.Problems(entity),
            Workspace = states.ViewOf(@namespace),
        });
        await statuses.WriteAsync(entity, StatusUpdate.Of(entity, status), cancellationToken);
        return default;
    }

    public Task DeletedAsync(string? @namespace, string name, CancellationToken cancellationToken)
    {
        statuses.Forget<ObservabilityDestination>(@namespace, name);
        return Task.CompletedTask;
    }
}

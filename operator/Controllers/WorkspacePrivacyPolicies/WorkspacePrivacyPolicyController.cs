using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;
using K8sRouter.Operator.Sources.Cluster;

namespace K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;

/// <summary>Keeps the status of policies: what the workspace's controller made of them, and what its sidecars say.</summary>
internal sealed class WorkspacePrivacyPolicyController(
    WorkspaceStates states, ValidityCache validity, StatusWriter statuses, string operatorNamespace, TimeProvider time)
    : IEntityController<WorkspacePrivacyPolicy>
{
    public async Task<ReconciliationResult> ReconcileAsync(WorkspacePrivacyPolicy entity, CancellationToken cancellationToken)
    {
        var @namespace = entity.Metadata.NamespaceProperty!;
        // What an earlier leader wrote holds until the workspace was looked at: before that there is only less to say.
        if (entity.Status is not null && @namespace != operatorNamespace && !states.Knows(@namespace))
            return default;
        var now = time.GetUtcNow();
        var view = @namespace == operatorNamespace ? null : states.ViewOf(@namespace);
        var status = PolicyStatusRules.Of(new PolicyStatusInput
        {
            Now = now,
            Policy = entity,
            Problems = validity.Problems(entity),
            Workspace = view,
        });
        await statuses.WriteAsync(entity, StatusUpdate.Of(entity, status), cancellationToken);
        return view is null
            ? default
            : new ReconciliationResult(VerifiedRule.UntilChange(
                ConditionMerge.Find(status.Conditions, ConditionTypes.Verified), view, now));
    }

    public Task DeletedAsync(string? @namespace, string name, CancellationToken cancellationToken)
    {
        statuses.Forget<WorkspacePrivacyPolicy>(@namespace, name);
        return Task.CompletedTask;
    }
}

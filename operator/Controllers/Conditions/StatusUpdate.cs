using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;

namespace K8sRouter.Operator.Controllers.Conditions;

/// <summary>What there is to write and to tell after a look at an object.</summary>
/// <param name="Patch">The status to apply; null: it says so already, and nothing is written.</param>
/// <param name="Events">Transitions to tell of, once the status is written.</param>
internal sealed record StatusUpdate(V1Patch? Patch, IReadOnlyList<StatusEvent> Events)
{
    /// <summary>Compares with what the object says now.</summary>
    /// <param name="entity">The object, as it was last read.</param>
    /// <param name="current">The status that it should have.</param>
    public static StatusUpdate Of<TSpec, TStatus>(KubernetesResource<TSpec, TStatus> entity, TStatus current)
        where TSpec : class
        where TStatus : class, IConditionedStatus =>
        StatusPatch.SameMeaning(entity.Status, current)
            ? new StatusUpdate(null, [])
            : new StatusUpdate(
                StatusPatch.Of(entity, current),
                ConditionTransitions.Of(entity.Status?.Conditions, current.Conditions ?? []));
}

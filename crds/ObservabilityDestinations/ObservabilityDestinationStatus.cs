using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>What the operator makes of a destination.</summary>
public sealed record ObservabilityDestinationStatus : IConditionedStatus
{
    /// <summary>The generation of the spec that this status describes.</summary>
    [Number(0, long.MaxValue)]
    public long? ObservedGeneration { get; init; }

    /// <summary>Accepted, SecretsResolved, Programmed, Delivering and their summary Ready.</summary>
    [Items(16, ListKind.Map, "type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }
}

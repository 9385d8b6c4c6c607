using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ModelProviders;

/// <summary>What the operator makes of a provider: its spec, its credential and the time of day.</summary>
public sealed record ModelProviderStatus : IConditionedStatus
{
    /// <summary>The generation of the spec that this status describes.</summary>
    [Number(0, long.MaxValue)]
    public long? ObservedGeneration { get; init; }

    /// <summary>Accepted, CredentialResolved, FactsCurrent and their summary Ready.</summary>
    [Items(16, ListKind.Map, "type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Whether prompts may be trained on, for the provider's own policy.</summary>
    public DataPolicyFinding? Training { get; init; }

    /// <summary>How long prompts are kept, in words: <c>None</c>, <c>30 days</c>, <c>Unknown</c>.</summary>
    [Text(MaxLength = 32)]
    public string? Retention { get; init; }

    /// <summary>Whether nothing is kept.</summary>
    public DataPolicyFinding? ZeroDataRetention { get; init; }

    /// <summary>The region that follows from the datacenters: <c>Global</c>, <c>Europe</c>, <c>Us</c>.</summary>
    [Text(MaxLength = 32)]
    public string? Region { get; init; }

    /// <summary>Number of models.</summary>
    [Number(0, int.MaxValue)]
    public int? Models { get; init; }

    /// <summary>
    /// When facts, the provider's own or a model's, become stale and count as unconfirmed. Absent: never, or they already have.
    /// </summary>
    public DateTimeOffset? FactsExpireTime { get; init; }
}

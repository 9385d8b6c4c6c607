using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>What the policy, merged with the organization's floor, comes to.</summary>
public sealed record WorkspacePrivacyPolicyStatus : IConditionedStatus
{
    /// <summary>The generation of the spec that this status describes.</summary>
    [Number(0, long.MaxValue)]
    public long? ObservedGeneration { get; init; }

    /// <summary>
    /// Accepted, RecordsStored, StorageReady, Programmed, Injected, Verified, Enforced and their summary Ready.
    /// </summary>
    [Items(16, ListKind.Map, "type")]
    public IReadOnlyList<V1Condition>? Conditions { get; init; }

    /// <summary>Endpoints (one model at one provider) that requests may be routed to.</summary>
    [Number(0, int.MaxValue)]
    public int? AllowedEndpoints { get; init; }

    /// <summary>Endpoints that the policy forbids.</summary>
    [Number(0, int.MaxValue)]
    public int? ExcludedEndpoints { get; init; }

    /// <summary>How many endpoints each rule excludes; one that several rules exclude counts at each.</summary>
    [Items(64)]
    public IReadOnlyList<RuleCount>? Exclusions { get; init; }

    /// <summary>What was asked for and isn't done, or not as asked, by subject and reason.</summary>
    [Items(64)]
    public IReadOnlyList<PolicyNotice>? Notices { get; init; }

    /// <summary>Whether content is kept, in words: <c>Off</c>, <c>On</c>, <c>On 10%</c>.</summary>
    [Text(MaxLength = 32)]
    public string? Logging { get; init; }

    /// <summary>Sidecars that run the current revision, of all: <c>3/4</c>.</summary>
    [Text(MaxLength = 32)]
    public string? Sidecars { get; init; }

    /// <summary>
    /// Whether pods have the sidecar that they should have, in words: <c>All</c>, <c>Off</c>, <c>3 missing</c>, <c>2 old</c>,
    /// <c>no webhook</c>.
    /// </summary>
    [Text(MaxLength = 32)]
    public string? Injection { get; init; }

    /// <summary>Revision of the configuration: SHA-256 of its canonical JSON.</summary>
    [Text(MaxLength = 71)]
    public string? Revision { get; init; }

    /// <summary>
    /// When facts about a provider begin or cease to count next, and the configuration changes by itself. Absent: never.
    /// </summary>
    public DateTimeOffset? NextExpiryTime { get; init; }
}

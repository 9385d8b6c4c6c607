using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Controllers.Conditions;

/// <summary>
/// How Ready follows from the other conditions: these tables, and nothing else. A condition that isn't in them informs and
/// doesn't count: RecordsStored (keeping records in the pod is a choice), Enforced (what it says is no fault of the policy),
/// Verified (what others write isn't taken, and sidecars from before signatures go on until somebody restarts them) and
/// Injected (pods that run when their namespace opts in have no sidecar until somebody restarts them: whoever waits for Ready
/// before he does that must not wait for ever).
/// </summary>
internal static class ReadyRule
{
    /// <summary>Facts that nobody has confirmed are taken for the worst, and no fault; stale ones are one.</summary>
    public static readonly IReadOnlyList<ReadyDemand> ModelProvider =
    [
        new(ConditionTypes.Accepted),
        new(ConditionTypes.CredentialResolved),
        new(ConditionTypes.FactsCurrent, MayBeUnknown: true),
    ];

    /// <summary>Without sidecars or calls nobody can say whether the store takes anything, and nothing waits for that.</summary>
    public static readonly IReadOnlyList<ReadyDemand> WorkspacePrivacyPolicy =
    [
        new(ConditionTypes.Accepted),
        new(ConditionTypes.CredentialsResolved),
        new(ConditionTypes.EndpointsAllowed, MayBeUnknown: true),
        new(ConditionTypes.StorageReady, MayBeUnknown: true),
        new(ConditionTypes.Programmed),
    ];

    /// <summary>The floor is no workspace: it is in force once it is accepted.</summary>
    public static readonly IReadOnlyList<ReadyDemand> OrganizationFloor = [new(ConditionTypes.Accepted)];

    /// <summary>Nothing to deliver, or nobody to ask, is no fault.</summary>
    public static readonly IReadOnlyList<ReadyDemand> ObservabilityDestination =
    [
        new(ConditionTypes.Accepted),
        new(ConditionTypes.SecretsResolved),
        new(ConditionTypes.Programmed),
        new(ConditionTypes.Delivering, MayBeUnknown: true),
    ];

    /// <summary>
    /// Ready. Where it isn't <c>True</c>, it says what the first condition says that is <c>False</c>, else the first that is
    /// <c>Unknown</c> and may not be.
    /// </summary>
    public static ConditionFinding Of(IReadOnlyList<ConditionFinding> findings, IReadOnlyList<ReadyDemand> demands)
    {
        var counted = demands
            .Select(demand => (Demand: demand, Finding: findings.Single(finding => finding.Type == demand.Type)))
            .ToArray();
        var obstacle = counted.FirstOrDefault(item => item.Finding.Status == ConditionStatuses.False).Finding
            ?? counted.FirstOrDefault(item =>
                item.Finding.Status == ConditionStatuses.Unknown && !item.Demand.MayBeUnknown).Finding;
        return obstacle is null
            ? ConditionFinding.True(ConditionTypes.Ready, ConditionReasons.Ready, "In force.")
            : obstacle with { Type = ConditionTypes.Ready, Message = $"{obstacle.Type}: {obstacle.Message}" };
    }
}

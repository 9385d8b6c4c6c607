using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Events;

namespace K8sRouter.Operator.Controllers.Conditions;

/// <summary>
/// Which changes of conditions are told as events: a change of status or reason, once. What a new object starts with is told
/// only where it is a fault, and that it is ready. Ready's other changes repeat another condition's.
/// </summary>
internal static class ConditionTransitions
{
    /// <summary>Reasons of <c>False</c> that pass by themselves.</summary>
    private static readonly HashSet<string> Passing = [ConditionReasons.SidecarsLagging, ConditionReasons.NotTakingPart];

    /// <summary>Reasons of <c>True</c> that somebody should look at.</summary>
    private static readonly HashSet<string> Noteworthy = [ConditionReasons.ConfigNearLimit];

    /// <summary>The events, in the order of the conditions.</summary>
    public static IReadOnlyList<StatusEvent> Of(
        IReadOnlyList<V1Condition>? previous, IReadOnlyList<V1Condition> current) =>
        [.. current.Where(condition => IsTold(ConditionMerge.Find(previous, condition.Type), condition))
            .Select(condition => new StatusEvent(
                TypeOf(condition), condition.Reason, ActionOf(condition.Type), condition.Message))];

    private static bool IsTold(V1Condition? before, V1Condition now)
    {
        if (before?.Status == now.Status && before.Reason == now.Reason)
            return false;
        if (now.Type == ConditionTypes.Ready)
            return now.Status == ConditionStatuses.True;
        return before is not (null or { Reason: ConditionReasons.Pending }) || TypeOf(now) == EventType.Warning;
    }

    private static EventType TypeOf(V1Condition condition) => condition.Status switch
    {
        ConditionStatuses.False => Passing.Contains(condition.Reason) ? EventType.Normal : EventType.Warning,
        _ => Noteworthy.Contains(condition.Reason) ? EventType.Warning : EventType.Normal,
    };

    private static string ActionOf(string type) => type switch
    {
        ConditionTypes.Accepted => "Validate",
        ConditionTypes.CredentialResolved or ConditionTypes.CredentialsResolved or ConditionTypes.SecretsResolved =>
            "ResolveSecrets",
        ConditionTypes.EndpointsAllowed => "JudgeEndpoints",
        ConditionTypes.FactsCurrent => "CheckFacts",
        ConditionTypes.RecordsStored or ConditionTypes.StorageReady => "StoreRecords",
        ConditionTypes.Programmed => "Program",
        ConditionTypes.Injected => "Inject",
        ConditionTypes.Verified => "Verify",
        ConditionTypes.Enforced => "Enforce",
        ConditionTypes.Delivering => "Deliver",
        _ => "Reconcile",
    };
}

using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Controllers.Conditions;

/// <summary>What was found about one condition, before it is compared with what was there.</summary>
/// <param name="Type">One of <see cref="ConditionTypes"/>.</param>
/// <param name="Status">One of <see cref="ConditionStatuses"/>.</param>
/// <param name="Reason">One of <see cref="ConditionReasons"/>.</param>
/// <param name="Message">A sentence for people; never a secret.</param>
internal sealed record ConditionFinding(string Type, string Status, string Reason, string Message)
{
    public static ConditionFinding True(string type, string reason, string message) =>
        new(type, ConditionStatuses.True, reason, message);

    public static ConditionFinding False(string type, string reason, string message) =>
        new(type, ConditionStatuses.False, reason, message);

    public static ConditionFinding Unknown(string type, string reason, string message) =>
        new(type, ConditionStatuses.Unknown, reason, message);
}

using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;

namespace K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;

/// <summary>
/// Whether every Secret that counts in a workspace can be used: those that its policy and the floor name, and its API keys.
/// Those of destinations stand in their own conditions.
/// </summary>
internal static class CredentialsRule
{
    private const int MaxSentences = 3;

    private static readonly HashSet<string> Reasons =
    [
        ConditionReasons.SecretNotFound, ConditionReasons.SecretNotLabelled, ConditionReasons.SecretKeyNotFound,
        ConditionReasons.BadCredential, ConditionReasons.WeakKey,
    ];

    public static ConditionFinding Of(WorkspaceView view)
    {
        const string Type = ConditionTypes.CredentialsResolved;
        if (view.Compiled is null)
            return ConditionFinding.Unknown(Type, ConditionReasons.Pending, "The workspace hasn't been compiled yet.");
        var broken = view.Compiled.Report.Notices
            .Where(notice => Reasons.Contains(notice.Reason)
                && !notice.Subject.StartsWith(nameof(ObservabilityDestination), StringComparison.Ordinal))
            .ToArray();
        if (broken.Length == 0)
        {
            return ConditionFinding.True(
                Type, ConditionReasons.CredentialsResolved, "Every Secret that counts here can be used.");
        }
        var sentences = broken.Take(MaxSentences).Select(notice => $"{notice.Subject}: {notice.Message}");
        var more = broken.Length > MaxSentences ? $" And {broken.Length - MaxSentences} more: see status.notices." : "";
        return ConditionFinding.False(Type, broken[0].Reason, string.Join(" ", sentences) + more);
    }
}

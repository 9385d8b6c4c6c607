using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;

namespace K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;

/// <summary>
/// By which method a way around the policy is prevented, and what that leaves open. The one method there is keeps the
/// platform's credentials out of the application's hands, so that it is never said to be prevented altogether.
/// </summary>
internal static class EnforcedRule
{
    private const int MostNames = 10;

    public static ConditionFinding Of(WorkspaceView view)
    {
        if (view.Compiled is null)
        {
            return ConditionFinding.Unknown(
                ConditionTypes.Enforced, ConditionReasons.Pending, "The workspace hasn't been compiled yet.");
        }
        var delivered = view.Compiled.Report.PlatformCredentials;
        if (delivered.Count == 0)
        {
            return ConditionFinding.Unknown(
                ConditionTypes.Enforced, ConditionReasons.EgressNotVerified,
                "No credential of the platform's is in this namespace. Whether its pods can reach providers without the sidecar, "
                + "with keys of their own or where none is asked for, isn't looked at: that needs an egress gateway or a "
                + "NetworkPolicy.");
        }
        var names = string.Join(", ", delivered.Order(StringComparer.Ordinal).Take(MostNames));
        var more = delivered.Count > MostNames ? $" and {delivered.Count - MostNames} more" : "";
        return ConditionFinding.False(
            ConditionTypes.Enforced, ConditionReasons.KeysReadableInNamespace,
            $"The platform's credentials of {names}{more} are mounted in sidecars alone, and whoever may read Secrets or make "
            + "pods here can read them and call without the sidecar.");
    }
}

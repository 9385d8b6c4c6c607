using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Controllers.Conditions;
using K8sRouter.Operator.Controllers.Workspaces;

namespace K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;

/// <summary>
/// Whether a policy leaves anything to call. One that is misspelt looks the same as one that forbids on purpose.
/// </summary>
internal static class EndpointsRule
{
    public static ConditionFinding Of(WorkspaceView view)
    {
        const string Type = ConditionTypes.EndpointsAllowed;
        if (view.Compiled is not { } compiled)
            return ConditionFinding.Unknown(Type, ConditionReasons.Pending, "The workspace hasn't been compiled yet.");
        if (compiled.Report.NothingAllowed is { } why)
            return ConditionFinding.False(Type, ConditionReasons.NothingAllowed, why);
        return compiled.AllowedEndpoints == 0
            ? ConditionFinding.Unknown(
                Type, ConditionReasons.NoEndpoints, "No ModelProvider has a model yet: every call is refused until one has.")
            : ConditionFinding.True(
                Type, ConditionReasons.EndpointsAllowed, "Calls have somewhere to go; status.allowedEndpoints says how many.");
    }
}

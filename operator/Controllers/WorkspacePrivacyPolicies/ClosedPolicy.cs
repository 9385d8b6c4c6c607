using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;

/// <summary>
/// What a workspace is compiled with in the place of a policy that is invalid: nothing may be used, kept as content or sent.
/// Going on with the last good configuration would keep the workspace out of reach of a floor that is made stricter meanwhile,
/// and could be brought about on purpose; going on without the policy would be looser than it.
/// An invalid floor has no such substitute: while it is, no workspace is written at all.
/// </summary>
internal static class ClosedPolicy
{
    /// <summary>The substitute, under the policy's own name.</summary>
    /// <param name="metadata">The invalid policy's.</param>
    public static WorkspacePrivacyPolicy For(V1ObjectMeta metadata) => new()
    {
        Metadata = metadata,
        Spec = new WorkspacePrivacyPolicySpec
        {
            Providers = new ProviderRules { Allow = [] },
            InputOutputLogging = new InputOutputLoggingRules { Enabled = false },
            DataUse = new DataUseRules { Enabled = false },
            Broadcast = new BroadcastRules { Enabled = false },
        },
    };
}

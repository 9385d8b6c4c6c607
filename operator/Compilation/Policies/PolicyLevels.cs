using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Compilation.Policies;

/// <summary>
/// The two levels that decide: the organization floor and the workspace's own policy, each of which may be absent.
/// </summary>
internal sealed class PolicyLevels(WorkspacePrivacyPolicy? floor, WorkspacePrivacyPolicy? workspace)
{
    /// <summary>The floor's spec, and who it is; null: there is no floor.</summary>
    public Decided<WorkspacePrivacyPolicySpec>? Floor { get; } = LevelOf(floor);

    /// <summary>The workspace's spec, and who it is; null: it has no policy.</summary>
    public Decided<WorkspacePrivacyPolicySpec>? Workspace { get; } = LevelOf(workspace);

    /// <summary>As if the workspace had no policy.</summary>
    public PolicyLevels FloorAlone => new(floor, null);

    private static Decided<WorkspacePrivacyPolicySpec>? LevelOf(WorkspacePrivacyPolicy? policy) =>
        policy is null
            ? null
            : new(policy.Spec, new PolicySource($"{policy.Metadata.NamespaceProperty}/{policy.Metadata.Name}"));
}

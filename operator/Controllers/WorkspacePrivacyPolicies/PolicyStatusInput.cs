using K8sRouter.Crds.Validation;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Controllers.Workspaces;

namespace K8sRouter.Operator.Controllers.WorkspacePrivacyPolicies;

/// <summary>All that a policy's status depends on.</summary>
internal sealed record PolicyStatusInput
{
    /// <summary>When a condition that differs is said to have changed.</summary>
    public required DateTimeOffset Now { get; init; }

    public required WorkspacePrivacyPolicy Policy { get; init; }

    /// <summary>What the validator says of it as it is stored.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; init; } = [];

    /// <summary>
    /// What was made of it; with nothing allowed where it is invalid. Null: this is the organization's floor,
    /// which is no workspace.
    /// </summary>
    public WorkspaceView? Workspace { get; init; }
}

using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.Validation;
using K8sRouter.Operator.Controllers.Workspaces;

namespace K8sRouter.Operator.Controllers.ObservabilityDestinations;

/// <summary>All that a destination's status depends on.</summary>
internal sealed record DestinationStatusInput
{
    /// <summary>When a condition that differs is said to have changed.</summary>
    public required DateTimeOffset Now { get; init; }

    public required ObservabilityDestination Destination { get; init; }

    /// <summary>What the validator says of it as it is stored. With an error it must not be compiled.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; init; } = [];

    /// <summary>Its workspace.</summary>
    public required WorkspaceView Workspace { get; init; }
}

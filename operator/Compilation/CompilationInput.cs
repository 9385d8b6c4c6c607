using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Compilation;

/// <summary>All that one workspace's configuration depends on.</summary>
internal sealed record CompilationInput
{
    /// <summary>The instant at which the age of facts is looked at.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Where the floor and the platform's credentials are.</summary>
    public required string OperatorNamespace { get; init; }

    public required WorkspaceNamespace Workspace { get; init; }

    /// <summary>The organization floor; null: there is none, and the safe defaults apply.</summary>
    public WorkspacePrivacyPolicy? Floor { get; init; }

    /// <summary>The workspace's own policy; null: it has none.</summary>
    public WorkspacePrivacyPolicy? Policy { get; init; }

    /// <summary>
    /// The workspace's policy stands in the cluster although it is invalid. What it would forbid can't be known, so nothing is
    /// allowed.
    /// </summary>
    public bool PolicyIsInvalid { get; init; }

    /// <summary>All providers of the cluster.</summary>
    public IReadOnlyList<ModelProvider> Providers { get; init; } = [];

    /// <summary>Destinations of the workspace.</summary>
    public IReadOnlyList<ObservabilityDestination> Destinations { get; init; } = [];

    /// <summary>Secrets of the workspace and of the operator's namespace.</summary>
    public IReadOnlyList<V1Secret> Secrets { get; init; } = [];
}

using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Sources;

/// <summary>Everything that is declared, at one instant.</summary>
internal sealed record ResourceSet
{
    public IReadOnlyList<V1Namespace> Namespaces { get; init; } = [];

    public IReadOnlyList<V1Secret> Secrets { get; init; } = [];

    public IReadOnlyList<ModelProvider> Providers { get; init; } = [];

    public IReadOnlyList<WorkspacePrivacyPolicy> Policies { get; init; } = [];

    public IReadOnlyList<ObservabilityDestination> Destinations { get; init; } = [];

    /// <summary>Says how much it holds, never what: among it are Secrets.</summary>
    public override string ToString() =>
        $"{Providers.Count} providers, {Policies.Count} policies, {Destinations.Count} destinations, {Secrets.Count} secrets";
}

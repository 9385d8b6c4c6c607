using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Operator.Tests.Webhooks.Admission;

internal sealed class FakeAdmissionContext : IAdmissionContext
{
    public bool IsSynced { get; init; } = true;

    public WorkspacePrivacyPolicy? Floor { get; init; }

    public string OperatorNamespace => "k8srouter-system";

    public IReadOnlyCollection<ModelProvider> Providers { get; init; } = [];

    public IEnumerable<string> Workspaces { get; init; } = [];

    public IReadOnlyList<WorkspacePrivacyPolicy> Policies { get; init; } = [];

    public IReadOnlyList<ObservabilityDestination> Destinations { get; init; } = [];

    public WorkspacePrivacyPolicy? PolicyOf(string @namespace) =>
        Policies.FirstOrDefault(policy => policy.Metadata.NamespaceProperty == @namespace);

    public IReadOnlyCollection<ObservabilityDestination> DestinationsOf(string @namespace) =>
        [.. Destinations.Where(destination => destination.Metadata.NamespaceProperty == @namespace)];
}

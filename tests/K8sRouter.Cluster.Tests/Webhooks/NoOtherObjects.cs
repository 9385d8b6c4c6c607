using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Cluster.Tests.Webhooks;

/// <summary>A replica that has just started: it knows of no other object.</summary>
internal sealed class NoOtherObjects : IAdmissionContext
{
    public bool IsSynced => false;

    public WorkspacePrivacyPolicy? Floor => null;

    public string OperatorNamespace => "k8srouter-system";

    public IReadOnlyCollection<ModelProvider> Providers => [];

    public IEnumerable<string> Workspaces => [];

    public WorkspacePrivacyPolicy? PolicyOf(string @namespace) => null;

    public IReadOnlyCollection<ObservabilityDestination> DestinationsOf(string @namespace) => [];
}

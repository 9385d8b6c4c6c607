using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Sources.Cluster;
using K8sRouter.Operator.Webhooks.Admission;

namespace K8sRouter.Operator.Webhooks;

/// <summary>What admission knows of other objects: what is watched.</summary>
internal sealed class ClusterAdmissionContext(ClusterWatches cluster) : IAdmissionContext
{
    public bool IsSynced => cluster.HasSynced;

    public WorkspacePrivacyPolicy? Floor => cluster.Floor;

    public string OperatorNamespace => cluster.OperatorNamespace;

    public IReadOnlyCollection<ModelProvider> Providers => [.. cluster.Providers.Items];

    public IEnumerable<string> Workspaces => cluster.Workspaces();

    public WorkspacePrivacyPolicy? PolicyOf(string @namespace) => cluster.PolicyOf(@namespace);

    public IReadOnlyCollection<ObservabilityDestination> DestinationsOf(string @namespace) =>
        cluster.Destinations.ByIndex(ClusterWatches.ByNamespace, @namespace);
}

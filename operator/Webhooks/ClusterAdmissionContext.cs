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

    public IReadOnlyCollection<string> ProviderNames =>
        cluster.Providers.Items.Select(provider => provider.Metadata.Name!).ToHashSet(StringComparer.Ordinal);

    public WorkspacePrivacyPolicy? PolicyOf(string @namespace) => cluster.PolicyOf(@namespace);

    public IReadOnlyCollection<ObservabilityDestination> DestinationsOf(string @namespace) =>
        cluster.Destinations.ByIndex(ClusterWatches.ByNamespace, @namespace);
}

using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Compilation.Credentials;
using K8sRouter.Operator.Delivery.Cluster;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Kubernetes.Queues;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>
/// Which change concerns which workspaces. A status that we write ourselves concerns none: only what compilation looks at counts.
/// </summary>
internal sealed class ClusterTriggers(ClusterWatches cluster, IWorkQueue<string> workspaces)
{
    /// <summary>Listens until disposed.</summary>
    public IReadOnlyList<IDisposable> Subscribe() =>
    [
        cluster.Namespaces.Subscribe(Changed),
        cluster.Policies.Subscribe(Changed),
        cluster.Destinations.Subscribe(Changed),
        cluster.Providers.Subscribe(Changed),
        cluster.Bindings.Subscribe(Changed),
        cluster.PlatformSecrets.Subscribe(Changed),
        new UnreadableSubscription(cluster.Policies, key => PolicyChanged(key.Namespace!)),
        new UnreadableSubscription(cluster.Destinations, key => workspaces.Add(key.Namespace!)),
        new UnreadableSubscription(cluster.Providers, _ => AddAll()),
    ];

    /// <summary>A Secret of a workspace, or what was delivered there.</summary>
    public void Changed(WorkspaceObject change)
    {
        if (change.Name is OperatorNames.Credentials or OperatorNames.ConfigMap
            || HasUse(change.Old) || HasUse(change.New) || Refers(change.Workspace, change.Name))
            workspaces.Add(change.Workspace);
    }

    /// <summary>How objects went was found out, or a kind is known again or not any more; null: it concerns all.</summary>
    public void DeletionsChanged(string? workspace)
    {
        if (workspace is null)
            AddAll();
        else
            workspaces.Add(workspace);
    }

    private void Changed(InformerChange<V1Namespace> change)
    {
        if (change is { Old: { } old, New: { } @new } && Same(old.Metadata.Labels, @new.Metadata.Labels)
            && Same(old.Metadata.Annotations, @new.Metadata.Annotations) && old.Metadata.Uid == @new.Metadata.Uid
            && old.Metadata.DeletionTimestamp == @new.Metadata.DeletionTimestamp)
            return;
        var name = (change.New ?? change.Old)!.Metadata.Name!;
        if (name == cluster.OperatorNamespace)
            AddAll();
        else
            workspaces.Add(name);
        // Whose workspace's id it is may have changed hands.
        foreach (var other in new[] { change.Old, change.New }.OfType<V1Namespace>().SelectMany(cluster.WithIdOf))
            workspaces.Add(other);
    }

    private void Changed(InformerChange<WorkspacePrivacyPolicy> change)
    {
        if (!SpecChanged(change.Old, change.New))
            return;
        PolicyChanged((change.New ?? change.Old)!.Metadata.NamespaceProperty!);
    }

    private void PolicyChanged(string @namespace)
    {
        if (@namespace == cluster.OperatorNamespace)
            AddAll();
        else
            workspaces.Add(@namespace);
    }

    private void Changed(InformerChange<ObservabilityDestination> change)
    {
        if (SpecChanged(change.Old, change.New))
            workspaces.Add((change.New ?? change.Old)!.Metadata.NamespaceProperty!);
    }

    /// <summary>Every workspace is told of every provider, if only by name and reason.</summary>
    private void Changed(InformerChange<ModelProvider> change)
    {
        if (SpecChanged(change.Old, change.New))
            AddAll();
    }

    private void Changed(InformerChange<V1RoleBinding> change) =>
        workspaces.Add((change.New ?? change.Old)!.Metadata.NamespaceProperty!);

    private void Changed(InformerChange<PartialObjectMetadata<V1Secret>> change)
    {
        var name = (change.New ?? change.Old)!.Metadata.Name!;
        if (KeptKeys.WorkspaceOf(name) is { } owner)
            workspaces.Add(owner);
        if (SecretReferences.Of(cluster.Floor).Contains(name))
        {
            AddAll();
            return;
        }
        var providers = cluster.Providers.Items.Where(provider => provider.Spec.Auth?.Credential?.Name == name).ToArray();
        foreach (var workspace in providers.Length > 0 ? cluster.Workspaces() : [])
        {
            var labels = WorkspaceNamespace.Of(workspace, cluster.Namespaces.Get(null, workspace)).Labels;
            if (providers.Any(provider => SecretReferences.Of(provider, labels).Any()))
                workspaces.Add(workspace);
        }
    }

    private bool Refers(string workspace, string name) =>
        SecretReferences.Of(cluster.PolicyOf(workspace))
            .Concat(cluster.Destinations.ByIndex(ClusterWatches.ByNamespace, workspace).SelectMany(SecretReferences.Of))
            .Contains(name);

    /// <summary>Also those that may have ceased to be workspaces, where something of ours may be left.</summary>
    private void AddAll()
    {
        var bound = cluster.Bindings.Items.Select(binding => binding.Metadata.NamespaceProperty!);
        foreach (var workspace in cluster.Workspaces().Union(bound, StringComparer.Ordinal))
            workspaces.Add(workspace);
    }

    private static bool HasUse(V1ObjectMeta? metadata) => metadata?.Labels?.ContainsKey(SecretUses.Label) is true;

    private static bool SpecChanged(IKubernetesObject? old, IKubernetesObject? @new) =>
        old?.Metadata.Uid != @new?.Metadata.Uid || old?.Metadata.Generation != @new?.Metadata.Generation;

    private static bool Same(IReadOnlyDictionary<string, string>? left, IReadOnlyDictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0)
        && (left ?? new Dictionary<string, string>()).All(entry => right?.GetValueOrDefault(entry.Key) == entry.Value);
}

using K8sRouter.Core;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Kubernetes;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Rights;
using K8sRouter.Operator.Sidecars.Presence;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>
/// Everything that is watched across the cluster, in memory. Secrets are watched by namespace, and as metadata only.
/// </summary>
[GenericRbac(RbacScope.Cluster, "k8srouter.io", "modelproviders,observabilitydestinations,workspaceprivacypolicies",
    RbacVerb.Read,
    For = "what configurations are compiled from. Specs are never written: they belong to their authors")]
[GenericRbac(RbacScope.Cluster, "", "namespaces", RbacVerb.Read, For = "which namespaces opted in")]
[GenericRbac(RbacScope.Cluster, "", "pods", RbacVerb.Read,
    For = "addresses of injected sidecars, and pods that lack one. The labels that select them can't be a condition of a right")]
[GenericRbac(RbacScope.OperatorNamespace, "", "secrets", RbacVerb.Read,
    For = "the platform's own credentials of providers, and those of the organization floor")]
internal sealed class ClusterWatches
{
    /// <summary>Index of namespaced objects by their namespace.</summary>
    public const string ByNamespace = "namespace";

    /// <summary>Index of namespaces by the ids of workspaces that they have or ask for.</summary>
    private const string ByWorkspaceId = "workspace-id";

    /// <summary>While one of our kinds is gone every workspace is frozen: whoever installs it again waits for this.</summary>
    private static readonly Backoff DefinitionRetry = new(TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(10));

    public ClusterWatches(InformerFactory factory, string operatorNamespace)
    {
        OperatorNamespace = operatorNamespace;
        Providers = factory.Create(new InformerOptions<ModelProvider> { ForbiddenRetry = DefinitionRetry });
        Policies = factory.Create(new InformerOptions<WorkspacePrivacyPolicy> { ForbiddenRetry = DefinitionRetry });
        Destinations = factory.Create(new InformerOptions<ObservabilityDestination>
        {
            Indexes = Namespaced<ObservabilityDestination>(),
            ForbiddenRetry = DefinitionRetry,
        });
        Namespaces = factory.Create(new InformerOptions<V1Namespace>
        {
            Indexes = new Dictionary<string, Func<V1Namespace, IEnumerable<string>>>
            {
                [ByWorkspaceId] = item => new[] { IdOf(item), item.Metadata.Uid }.OfType<string>().Distinct(),
            },
        });
        Bindings = factory.Create(new InformerOptions<V1RoleBinding>
        {
            // By name, as our rights to them are.
            FieldSelector = $"metadata.name={OperatorNames.WorkspaceBinding}",
        });
        Pods = factory.Create(new InformerOptions<SlimPod>
        {
            LabelSelector = $"{ResourceMarks.Sidecar}={ResourceMarks.SidecarInjected}",
            Indexes = Namespaced<SlimPod>(),
            Transform = PodShape.WithSidecar,
        });
        PlatformSecrets = factory.Create(new InformerOptions<PartialObjectMetadata<V1Secret>> { Namespace = operatorNamespace });
        All = [Providers, Policies, Destinations, Namespaces, Bindings, Pods, PlatformSecrets];
    }

    public string OperatorNamespace { get; }

    public IInformer<ModelProvider> Providers { get; }

    public IInformer<WorkspacePrivacyPolicy> Policies { get; }

    public IInformer<ObservabilityDestination> Destinations { get; }

    public IInformer<V1Namespace> Namespaces { get; }

    /// <summary>The bindings by which the operator may read Secrets in workspaces: made by itself.</summary>
    public IInformer<V1RoleBinding> Bindings { get; }

    /// <summary>Pods with a sidecar.</summary>
    public IInformer<SlimPod> Pods { get; }

    /// <summary>Secrets of the operator's own namespace, without their values.</summary>
    public IInformer<PartialObjectMetadata<V1Secret>> PlatformSecrets { get; }

    public IReadOnlyList<IInformer> All { get; }

    /// <summary>Whether everything is known: before that nothing may be decided.</summary>
    public bool HasSynced => All.All(informer => informer.HasSynced);

    /// <summary>
    /// Whether work may begin: everything is known, or is one of our kinds that can't be, while which nothing is compiled.
    /// </summary>
    public bool IsSettled => All.All(informer => informer.HasSynced || OurKinds.Contains(informer) && informer.IsUnavailable);

    private IInformer[] OurKinds => [Providers, Policies, Destinations];

    /// <summary>The policy that binds all workspaces.</summary>
    public WorkspacePrivacyPolicy? Floor => PolicyOf(OperatorNamespace);

    public WorkspacePrivacyPolicy? PolicyOf(string @namespace) => Policies.Get(@namespace, WorkspacePrivacyPolicy.OnlyName);

    /// <summary>Whether there is a policy of which nothing is known: it can't be read.</summary>
    public bool PolicyIsUnreadable(string @namespace) =>
        Policies.Unreadable.ContainsKey(new ResourceKey(@namespace, WorkspacePrivacyPolicy.OnlyName));

    /// <summary>The namespace, where it is a workspace; null: it isn't.</summary>
    public V1Namespace? WorkspaceNamed(string name) =>
        Namespaces.Get(null, name) is { } found
        && WorkspaceRules.IsWorkspace(found, PolicyOf(name) is not null || PolicyIsUnreadable(name), OperatorNamespace)
            ? found
            : null;

    /// <summary>Whether a namespace is known, and is no workspace.</summary>
    public bool IsNoWorkspace(string name) => Namespaces.Get(null, name) is not null && WorkspaceNamed(name) is null;

    /// <summary>
    /// Whether another namespace has the workspace's id that this one's annotation asks for: as its own UID, or by an annotation
    /// that is older. Whoever may annotate a namespace mustn't get at another's logs by it.
    /// </summary>
    public bool IdIsTaken(V1Namespace @namespace) =>
        IdOf(@namespace) is { } id && Namespaces.ByIndex(ByWorkspaceId, id).Any(other =>
            other.Metadata.Name != @namespace.Metadata.Name
            && (other.Metadata.Uid == id || IsOlder(other.Metadata, @namespace.Metadata)));

    /// <summary>Names of the other namespaces that ask for the same workspace's id, or have it.</summary>
    public IEnumerable<string> WithIdOf(V1Namespace @namespace) =>
        new[] { IdOf(@namespace), @namespace.Metadata.Uid }.OfType<string>()
            .SelectMany(id => Namespaces.ByIndex(ByWorkspaceId, id)).Select(other => other.Metadata.Name!)
            .Where(name => name != @namespace.Metadata.Name).Distinct(StringComparer.Ordinal);

    /// <summary>Names of all workspaces.</summary>
    public IEnumerable<string> Workspaces() =>
        Namespaces.Items.Select(item => item.Metadata.Name!).Where(name => WorkspaceNamed(name) is not null);

    /// <summary>Watches until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(All.Select(informer => informer.RunAsync(cancellationToken)));

    private static string? IdOf(V1Namespace @namespace) =>
        @namespace.Metadata.Annotations?.GetValueOrDefault(V1Namespace.WorkspaceIdAnnotation);

    private static bool IsOlder(V1ObjectMeta one, V1ObjectMeta other) =>
        one.CreationTimestamp != other.CreationTimestamp
            ? one.CreationTimestamp < other.CreationTimestamp
            : string.CompareOrdinal(one.Uid, other.Uid) < 0;

    private static Dictionary<string, Func<T, IEnumerable<string>>> Namespaced<T>()
        where T : IKubernetesObject =>
        new() { [ByNamespace] = item => [item.Metadata.NamespaceProperty!] };
}

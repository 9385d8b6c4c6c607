using System.Collections.Concurrent;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery.Cluster;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Rights;

namespace K8sRouter.Operator.Sources.Cluster;

/// <summary>
/// What is watched in workspaces alone, with the rights that a binding there gives: metadata of their Secrets, and of the
/// configuration that was delivered.
/// </summary>
/// <param name="factory">Makes informers.</param>
/// <param name="changed">Told of a Secret that came, changed or went, and of what was delivered, under its kind.</param>
internal sealed class WorkspaceWatches(InformerFactory factory, Action<WorkspaceObject> changed)
{
    private readonly ConcurrentDictionary<string, Watched> _watched = new(StringComparer.Ordinal);

    /// <summary>Watches a workspace from now on, if it isn't already.</summary>
    public void Start(string workspace) => _watched.GetOrAdd(workspace, Watch);

    /// <summary>Watches it no more.</summary>
    public void Stop(string workspace)
    {
        if (_watched.TryRemove(workspace, out var watched))
            watched.Stop.Cancel();
    }

    /// <summary>Watches nothing any more.</summary>
    public void StopAll()
    {
        foreach (var workspace in _watched.Keys)
            Stop(workspace);
    }

    /// <summary>Whether everything there is known.</summary>
    public bool HasSynced(string workspace) =>
        _watched.TryGetValue(workspace, out var watched) && watched.Secrets.HasSynced && watched.ConfigMaps.HasSynced;

    /// <summary>What keeps it from being known; null: nothing.</summary>
    public string? Problem(string workspace) =>
        _watched.TryGetValue(workspace, out var watched) ? watched.Secrets.Problem ?? watched.ConfigMaps.Problem : null;

    /// <summary>Metadata of a Secret; null: there is none.</summary>
    public V1ObjectMeta? Secret(string workspace, string name) =>
        _watched.GetValueOrDefault(workspace)?.Secrets.Get(workspace, name)?.Metadata;

    /// <summary>Metadata of all Secrets.</summary>
    public IEnumerable<V1ObjectMeta> Secrets(string workspace) =>
        _watched.GetValueOrDefault(workspace)?.Secrets.Items.Select(secret => secret.Metadata) ?? [];

    /// <summary>The policies that what is in force was compiled from; null: nothing is in force, or it doesn't say.</summary>
    public CompiledFrom? InForce(string workspace) =>
        CompiledFrom.Parse(ConfigMap(workspace)?.Annotations?.GetValueOrDefault(ResourceMarks.CompiledFrom));

    /// <summary>Versions of what was delivered.</summary>
    public ObjectVersions Delivered(string workspace) => new(
        ConfigMap(workspace)?.ResourceVersion, Secret(workspace, OperatorNames.Credentials)?.ResourceVersion);

    private V1ObjectMeta? ConfigMap(string workspace) =>
        _watched.GetValueOrDefault(workspace)?.ConfigMaps.Get(workspace, OperatorNames.ConfigMap)?.Metadata;

    private Watched Watch(string workspace)
    {
        var secrets = factory.Create(new InformerOptions<PartialObjectMetadata<V1Secret>> { Namespace = workspace });
        var configMaps = factory.Create(new InformerOptions<PartialObjectMetadata<V1ConfigMap>>
        {
            Namespace = workspace,
            FieldSelector = $"metadata.name={OperatorNames.ConfigMap}",
        });
        secrets.Subscribe(change => changed(new WorkspaceObject(workspace, change.Old?.Metadata, change.New?.Metadata)));
        configMaps.Subscribe(change => changed(new WorkspaceObject(workspace, change.Old?.Metadata, change.New?.Metadata)));
        var stop = new CancellationTokenSource();
        _ = secrets.RunAsync(stop.Token);
        _ = configMaps.RunAsync(stop.Token);
        return new Watched(secrets, configMaps, stop);
    }

    private sealed record Watched(
        IInformer<PartialObjectMetadata<V1Secret>> Secrets, IInformer<PartialObjectMetadata<V1ConfigMap>> ConfigMaps,
        CancellationTokenSource Stop);
}

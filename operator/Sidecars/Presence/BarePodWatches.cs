using System.Collections.Concurrent;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>
/// Pods of workspaces that might have a sidecar, and have none. The server selects them: those with a sidecar and those that have
/// ended are never sent.
/// </summary>
/// <param name="factory">Makes informers.</param>
/// <param name="changed">Told a pod that came, changed or went: of which workspace, before and after.</param>
internal sealed class BarePodWatches(InformerFactory factory, Action<string, InformerChange<SlimPod>> changed)
{
    private const string Bare = $"{ResourceMarks.Sidecar}!={ResourceMarks.SidecarInjected}";

    private readonly ConcurrentDictionary<string, Watched> _watched = new(StringComparer.Ordinal);

    /// <summary>Watches a workspace from now on, if it isn't already.</summary>
    /// <param name="workspace">Name of the namespace.</param>
    /// <param name="namespaceAsks">Whether all its pods are looked at; else only those that ask for themselves.</param>
    public void Start(string workspace, bool namespaceAsks)
    {
        if (_watched.TryGetValue(workspace, out var watched) && watched.NamespaceAsks == namespaceAsks)
            return;
        Stop(workspace);
        _watched[workspace] = Watch(workspace, namespaceAsks);
    }

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

    /// <summary>Its pods without a sidecar; null: they aren't known yet.</summary>
    public IReadOnlyCollection<SlimPod>? Of(string workspace) =>
        _watched.GetValueOrDefault(workspace) is { Pods.HasSynced: true } watched ? watched.Pods.Items : null;

    private Watched Watch(string workspace, bool namespaceAsks)
    {
        var pods = factory.Create(new InformerOptions<SlimPod>
        {
            Namespace = workspace,
            LabelSelector = namespaceAsks ? Bare : $"{ResourceMarks.Inject}={ResourceMarks.InjectEnabled},{Bare}",
            FieldSelector = "status.phase!=Succeeded,status.phase!=Failed",
            Transform = PodShape.Bare,
        });
        pods.Subscribe(change => changed(workspace, change));
        var stop = new CancellationTokenSource();
        _ = pods.RunAsync(stop.Token);
        return new Watched(pods, namespaceAsks, stop);
    }

    private sealed record Watched(IInformer<SlimPod> Pods, bool NamespaceAsks, CancellationTokenSource Stop);
}

using System.Collections.Concurrent;
using K8sRouter.Operator.Controllers;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Kubernetes.Queues;
using K8sRouter.Operator.Sources.Cluster;

namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>
/// Follows which pods of workspaces have the sidecar that they should have: a look at a workspace
/// 1. begins or ends the watch of its pods without one,
/// 2. counts them,
/// 3. tells each pod that lacks one once, as an event, at a bounded pace,
/// 4. and says where something became another.
/// For one worker.
/// </summary>
/// <param name="cluster">Where pods with a sidecar, and namespaces, are seen.</param>
/// <param name="informers">Watches the others.</param>
/// <param name="events">Told of pods that lack one.</param>
/// <param name="image">What new pods get; null: nothing is injected.</param>
/// <param name="time">Paces events.</param>
internal sealed class PresenceWatch(
    ClusterWatches cluster, InformerFactory informers, IEventRecorder events, string? image, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, PresenceView> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _told = new(StringComparer.Ordinal);
    private readonly NudgeBudget _budget = new(time);
    private BarePodWatches? _bare;
    private IWorkQueue<string>? _queue;

    /// <summary>Told the workspace of which something else is known; set once, before the start.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>What is known of every workspace.</summary>
    public IEnumerable<PresenceView> All => _views.Values;

    private BarePodWatches Bare => _bare ??= new BarePodWatches(
        informers,
        (workspace, change) =>
        {
            if (Differ(change, pod => (PresenceRule.Of(pod, namespaceAsks: true), PresenceRule.SkippedFor(pod))))
                _queue?.Add(workspace);
        });

    /// <summary>What is known of a workspace.</summary>
    public PresenceView Of(string workspace) => _views.GetValueOrDefault(workspace, PresenceView.Unknown);

    /// <summary>Adds workspaces to the queue when something concerns them, until disposed.</summary>
    public IReadOnlyList<IDisposable> Subscribe(IWorkQueue<string> queue)
    {
        _queue = queue;
        return
        [
            cluster.Namespaces.Subscribe(change => queue.Add((change.New ?? change.Old)!.Metadata.Name!)),
            cluster.Policies.Subscribe(change =>
            {
                if (change.Old is null || change.New is null)
                    queue.Add((change.New ?? change.Old)!.Metadata.NamespaceProperty!);
            }),
            cluster.Pods.Subscribe(change =>
            {
                if (Differ(change, pod => (PresenceRule.Of(pod, namespaceAsks: true), PresenceRule.IsOutdated(pod, image))))
                    queue.Add((change.New ?? change.Old)!.Metadata.NamespaceProperty!);
            }),
        ];
    }

    /// <summary>Looks at a namespace.</summary>
    public Task<ReconciliationResult> LookAsync(string workspace)
    {
        // 1.
        if (cluster.WorkspaceNamed(workspace) is not { } @namespace)
        {
            Bare.Stop(workspace);
            _told.Remove(workspace);
            if (_views.TryRemove(workspace, out _))
                Changed(workspace);
            return Task.FromResult(default(ReconciliationResult));
        }
        var asks = WorkspaceRules.AsksForSidecars(@namespace);
        Bare.Start(workspace, asks);
        if (Bare.Of(workspace) is not { } bare)
            return Task.FromResult(new ReconciliationResult(LookAgain));

        // 2.
        var view = PresenceView.Of(asks, cluster.Pods.ByIndex(ClusterWatches.ByNamespace, workspace), bare, image);

        // 3.
        var all = Tell(workspace, [.. bare.Where(pod => PresenceRule.Of(pod, asks) == PodPresence.Missing)]);

        // 4.
        var before = Of(workspace);
        _views[workspace] = view;
        if (view != before)
            Changed(workspace);
        return Task.FromResult(new ReconciliationResult(all ? null : TellAgain));
    }

    /// <summary>Watches nothing any more.</summary>
    public void Stop() => Bare.StopAll();

    /// <summary>Whether a pod that came, changed or went counts otherwise now.</summary>
    private static bool Differ<T>(InformerChange<V1Pod> change, Func<V1Pod, T> fact) =>
        change.Old is null || change.New is null || change.Old.Metadata.Uid != change.New.Metadata.Uid
        || !EqualityComparer<T>.Default.Equals(fact(change.Old), fact(change.New));

    /// <summary>Tells those that weren't yet; false: some must wait.</summary>
    private bool Tell(string workspace, IReadOnlyCollection<V1Pod> missing)
    {
        if (!_told.TryGetValue(workspace, out var told))
            _told.Add(workspace, told = new HashSet<string>(StringComparer.Ordinal));
        told.IntersectWith(missing.Select(pod => pod.Metadata.Uid!));
        foreach (var pod in missing.Where(pod => !told.Contains(pod.Metadata.Uid!)))
        {
            if (!_budget.TryTake())
                return false;
            told.Add(pod.Metadata.Uid!);
            events.Record(
                pod, EventType.Warning, PodEventReasons.SidecarMissing, "Inject",
                "This pod should have a sidecar and has none: it was created before it was asked for, or while the webhook "
                + "didn't answer and was passed by (k8srouter.io/injection-failure-policy=ignore). What it calls isn't held to "
                + $"the namespace's policy. A new pod gets one: {RestartAdvice.Of(pod)}");
        }
        return true;
    }
}

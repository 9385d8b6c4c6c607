using System.Collections.Concurrent;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Controllers;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Events;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using K8sRouter.Operator.Kubernetes.Queues;
using K8sRouter.Operator.Sources.Cluster;
using K8sRouter.Operator.Webhooks.Registration;

namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>
/// Follows which pods of workspaces have the sidecar that they should have: a look at a workspace
/// 1. tells a namespace once whose label means nothing,
/// 2. begins or ends the watch of its pods without one,
/// 3. counts them,
/// 4. tells each pod that lacks one once, as an event, at a bounded pace,
/// 5. and says where something became another.
/// For one worker.
/// </summary>
/// <param name="cluster">Where pods with a sidecar, and namespaces, are seen.</param>
/// <param name="informers">Watches the others.</param>
/// <param name="events">Told of pods that lack one, and of labels that mean nothing.</param>
/// <param name="image">What new pods get; null: nothing is injected.</param>
/// <param name="time">Paces events.</param>
/// <param name="logger">Told of labels that mean nothing.</param>
internal sealed class PresenceWatch(
    ClusterWatches cluster, InformerFactory informers, IEventRecorder events, string? image, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TellAgain = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, PresenceView> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _toldLabels = new(StringComparer.Ordinal);
    private readonly NudgeBudget _budget = new(time);
    private BarePodWatches? _bare;
    private IWorkQueue<string>? _queue;

    /// <summary>Told the workspace of which something else is known; set once, before the start.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>
    /// Why the API server doesn't send the pods of a namespace with these labels; null: it does. Set once, before the start.
    /// </summary>
    public Func<IReadOnlyDictionary<string, string>?, RegistrationFault?> RegistrationOf { get; set; } = _ => null;

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
        TellLabel(workspace);

        // 2.
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

        // 3.
        var view = PresenceView.Of(asks, cluster.Pods.ByIndex(ClusterWatches.ByNamespace, workspace), bare, image) with
        {
            InvalidLabel = WorkspaceRules.InvalidLabel(@namespace),
            Webhook = RegistrationOf(@namespace.Metadata.Labels),
        };

        // 4.
        var all = Tell(
            workspace, [.. bare.Where(pod => PresenceRule.Of(pod, asks) == PodPresence.Missing)], view.Webhook);

        // 5.
        var before = Of(workspace);
        _views[workspace] = view;
        if (view != before)
            Changed(workspace);
        return Task.FromResult(new ReconciliationResult(all ? null : TellAgain));
    }

    /// <summary>Watches nothing any more.</summary>
    public void Stop() => Bare.StopAll();

    /// <summary>Whether a pod that came, changed or went counts otherwise now.</summary>
    private static bool Differ<T>(InformerChange<SlimPod> change, Func<SlimPod, T> fact) =>
        change.Old is null || change.New is null || change.Old.Metadata.Uid != change.New.Metadata.Uid
        || !EqualityComparer<T>.Default.Equals(fact(change.Old), fact(change.New));

    /// <summary>Tells those that weren't yet; false: some must wait.</summary>
    private bool Tell(string workspace, IReadOnlyCollection<SlimPod> missing, RegistrationFault? webhook)
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
                MissingText.Of(pod, webhook));
        }
        return true;
    }

    /// <summary>Nobody else tells: such a namespace is like one without a label, to the API server and to us.</summary>
    private void TellLabel(string name)
    {
        if (cluster.Namespaces.Get(null, name) is not { } @namespace
            || !WorkspaceRules.MayBeWorkspace(name, cluster.OperatorNamespace)
            || WorkspaceRules.InvalidLabel(@namespace) is not { } value)
        {
            _toldLabels.Remove(name);
            return;
        }
        if (_toldLabels.GetValueOrDefault(name) == value)
            return;
        _toldLabels[name] = value;
        Log.NamespaceLabelInvalid(logger, name, value);
        events.Record(
            @namespace, EventType.Warning, ConditionReasons.NamespaceLabelInvalid, "Inject", MissingText.OfLabel(name, value));
    }
}

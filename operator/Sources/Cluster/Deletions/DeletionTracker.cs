using System.Collections.Concurrent;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.WorkspacePrivacyPolicies;
using K8sRouter.Operator.Compilation;
using K8sRouter.Operator.Delivery;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>
/// Tells what somebody deleted from what went with its definition or namespace: the server deletes their objects one by one,
/// while the kind can still be listed, and an absent policy must not be taken for one that nobody wants.
/// 1. An object is noted before it leaves memory: whoever finds it absent finds the note.
/// 2. Then its owners are read, past all caches.
/// 3. What is decided by that (<see cref="DeletionRules"/>) is kept until the object is back or its namespace is gone.
/// Every replica does so: the next leader must know what it saw.
/// </summary>
internal sealed class DeletionTracker
{
    /// <summary>Between two looks at what can't be read, and at whether a kind can be listed.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(TrackedKind Kind, ResourceKey Key), Deletion> _deletions = [];
    private readonly Dictionary<TrackedKind, Freeze?> _told = [];
    private readonly string _operatorNamespace;
    private readonly IKubernetes _kubernetes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly TrackedKind _providers;
    private readonly TrackedKind _policies;
    private readonly TrackedKind _destinations;
    private TaskCompletionSource _noted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _version;

    /// <summary>Listens from now on; the watches mustn't run yet.</summary>
    public DeletionTracker(ClusterWatches cluster, IKubernetes kubernetes, TimeProvider time, ILogger logger)
    {
        (_operatorNamespace, _kubernetes, _time, _logger) = (cluster.OperatorNamespace, kubernetes, time, logger);
        _providers = Track(cluster.Providers);
        _policies = Track(cluster.Policies);
        _destinations = Track(cluster.Destinations);
        cluster.Namespaces.Subscribe(NamespaceChanged);
    }

    /// <summary>
    /// Told that a workspace must be looked at again; null: all of them. Set once, by whoever leads.
    /// </summary>
    public Action<string?> Changed { get; set; } = _ => { };

    /// <summary>
    /// Rises with all that is noted, decided or forgotten: who gathers over a while compares it before and after, since an object
    /// may have been away in between.
    /// </summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Why nothing may be compiled for any workspace; null: all kinds are known.</summary>
    public Freeze? Unavailable => Kinds.Select(kind => kind.Freeze()).FirstOrDefault(freeze => freeze is not null);

    private TrackedKind[] Kinds => [_policies, _providers, _destinations];

    /// <summary>Whether owners are only just being read on which this workspace depends.</summary>
    public bool IsOpen(string workspace) =>
        Kinds.Any(kind => kind.Reading is null)
        || _deletions.Any(item => item.Value.IsOpen && item.Value.Cause is null && Concerns(item.Key, workspace));

    /// <summary>
    /// How the namespace's policy, or in the operator's namespace the floor, went; null: it is there, or never was.
    /// </summary>
    public Deletion? OfPolicy(string @namespace) =>
        _deletions.GetValueOrDefault((_policies, new ResourceKey(@namespace, WorkspacePrivacyPolicy.OnlyName)));

    /// <summary>Reads and decides until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var noted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref _noted, noted);
                await LookAsync(cancellationToken);
                using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(noted.Task, Task.Delay(Interval, _time, pause.Token));
                await pause.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    private TrackedKind Track<T>(IInformer<T> informer)
        where T : class, IKubernetesObject
    {
        var kind = new TrackedKind(EntityMetadata.Of<T>().Resource, informer);
        informer.Leaving += (entity, seen) => Note((kind, ResourceKey.Of(entity)), DeletedObject.Of(entity, seen));
        informer.Subscribe(change =>
        {
            if (change.New is { } entity)
                Forget((kind, ResourceKey.Of(entity)));
        });
        informer.UnreadableChanged += key =>
        {
            // One that can't be read is there. Of its going nothing is told but that it is absent from a list.
            if (informer.Unreadable.ContainsKey(key))
                Forget((kind, key));
            else if (informer.Get(key.Namespace, key.Name) is null)
                Note((kind, key), new DeletedObject(CompiledFrom.Unreadable, null, false));
        };
        return kind;
    }

    private void Note((TrackedKind Kind, ResourceKey Key) key, DeletedObject deleted)
    {
        _deletions[key] = new Deletion(deleted, null);
        Interlocked.Increment(ref _version);
        Volatile.Read(ref _noted).TrySetResult();
    }

    /// <summary>A namespace of the same name that comes later has nothing to do with the policy of this one.</summary>
    private void NamespaceChanged(InformerChange<V1Namespace> change)
    {
        if (change.Old is not { } old || old.Metadata.Uid == change.New?.Metadata.Uid || old.Metadata.Name == _operatorNamespace)
            return;
        Forget((_policies, new ResourceKey(old.Metadata.Name, WorkspacePrivacyPolicy.OnlyName)));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        // What is open is collected before its owners are read.
        var open = _deletions.Where(item => item.Value.IsOpen).ToLookup(item => item.Key.Kind);
        foreach (var kind in Kinds)
        {
            if (kind.NeedsReading || open[kind].Any())
            {
                kind.Reading = await OwnerReading.OfAsync<PartialObjectMetadata<V1CustomResourceDefinition>>(
                    _kubernetes, kind.Definition, cancellationToken);
            }
            foreach (var (key, deletion) in open[kind])
                await DecideAsync(key, deletion, kind.Reading!, cancellationToken);
            Tell(kind);
        }
    }

    private async Task DecideAsync(
        (TrackedKind Kind, ResourceKey Key) key, Deletion deletion, OwnerReading definition, CancellationToken cancellationToken)
    {
        var isPolicy = key.Kind == _policies;
        var @namespace = isPolicy
            ? await OwnerReading.OfAsync<V1Namespace>(_kubernetes, key.Key.Namespace!, cancellationToken)
            : null;
        var decided = deletion with { Cause = DeletionRules.CauseOf(deletion.Object, definition, @namespace) };
        if (decided.Cause == deletion.Cause || !_deletions.TryUpdate(key, decided, deletion))
            return;
        if (!isPolicy && !decided.IsOpen || @namespace is { State: OwnerState.Gone } && key.Key.Namespace != _operatorNamespace)
            _deletions.TryRemove(KeyValuePair.Create(key, decided));
        Interlocked.Increment(ref _version);
        Changed(key.Key.Namespace is { } one && one != _operatorNamespace ? one : null);
    }

    private void Tell(TrackedKind kind)
    {
        var freeze = kind.Freeze();
        if (freeze?.Message == _told.GetValueOrDefault(kind)?.Message)
            return;
        _told[kind] = freeze;
        if (freeze is null)
            Log.KindAvailable(_logger, kind.Definition);
        else
            Log.KindUnavailable(_logger, kind.Definition, freeze.Message);
        Interlocked.Increment(ref _version);
        Changed(null);
    }

    private void Forget((TrackedKind Kind, ResourceKey Key) key)
    {
        if (_deletions.TryRemove(key, out _))
            Interlocked.Increment(ref _version);
    }

    private bool Concerns((TrackedKind Kind, ResourceKey Key) key, string workspace) =>
        key.Key.Namespace is null || key.Key.Namespace == workspace || key.Key.Namespace == _operatorNamespace;
}

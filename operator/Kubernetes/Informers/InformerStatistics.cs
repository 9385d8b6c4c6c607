using System.Collections.Concurrent;

namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>Counters of one informer, or of many of a kind together.</summary>
internal sealed class InformerStatistics
{
    private readonly ConcurrentDictionary<string, long> _restarts = new(StringComparer.Ordinal);
    private long _lists;
    private long _watches;
    private long _objects;
    private long _unreadable;

    /// <summary>Lists begun, pages not counted.</summary>
    public long Lists => Interlocked.Read(ref _lists);

    /// <summary>Watches begun.</summary>
    public long Watches => Interlocked.Read(ref _watches);

    /// <summary>Objects in memory.</summary>
    public long Objects => Interlocked.Read(ref _objects);

    /// <summary>Objects that are there and can't be read.</summary>
    public long Unreadable => Interlocked.Read(ref _unreadable);

    /// <summary>Lists and watches that ended, by <see cref="RestartReasons"/>.</summary>
    public IReadOnlyDictionary<string, long> Restarts => _restarts;

    public void Listed() => Interlocked.Increment(ref _lists);

    public void Watched() => Interlocked.Increment(ref _watches);

    public void Restarted(string reason) => _restarts.AddOrUpdate(reason, 1, (_, count) => count + 1);

    public void ObjectsChanged(int by) => Interlocked.Add(ref _objects, by);

    public void UnreadableChanged(int by) => Interlocked.Add(ref _unreadable, by);
}

using System.Collections.Concurrent;
using K8sRouter.Operator.Diagnostics;

namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>The objects of an informer that are there and can't be read. Each is logged once for as long as it stays so.</summary>
internal sealed class UnreadableObjects(string informer, InformerStatistics statistics, ILogger logger)
{
    private readonly ConcurrentDictionary<ResourceKey, string> _paths = [];

    /// <summary>Told of each that came or went, after that.</summary>
    public event Action<ResourceKey>? Changed;

    /// <summary>The field that can't be read, by object.</summary>
    public IReadOnlyDictionary<ResourceKey, string> Paths => _paths;

    public void Add(ResourceKey key, string path)
    {
        if (!_paths.TryAdd(key, path))
            return;
        statistics.UnreadableChanged(1);
        Log.ObjectUnreadable(logger, informer, key.ToString(), path);
        Changed?.Invoke(key);
    }

    /// <summary>It is gone, or can be read.</summary>
    public void Remove(ResourceKey key)
    {
        if (!_paths.TryRemove(key, out _))
            return;
        statistics.UnreadableChanged(-1);
        Changed?.Invoke(key);
    }
}

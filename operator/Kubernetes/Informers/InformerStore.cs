namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>Objects by name and by index. What it answers is a copy, or never changed again.</summary>
internal sealed class InformerStore<T>(IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> indexes)
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ResourceKey, T> _objects = [];

    private readonly Dictionary<string, Dictionary<string, HashSet<ResourceKey>>> _indexes = indexes.Keys.ToDictionary(
        name => name, _ => new Dictionary<string, HashSet<ResourceKey>>(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Made when it is asked for and kept until the next change, so that a burst of events copies nothing.</summary>
    private T[]? _snapshot;

    public IReadOnlyCollection<T> Items
    {
        get
        {
            lock (_lock)
                return _snapshot ??= [.. _objects.Values];
        }
    }

    public int Count
    {
        get
        {
            lock (_lock)
                return _objects.Count;
        }
    }

    public T? Get(ResourceKey key)
    {
        lock (_lock)
            return _objects.GetValueOrDefault(key);
    }

    public IReadOnlyCollection<T> ByIndex(string index, string key)
    {
        lock (_lock)
        {
            if (!_indexes.TryGetValue(index, out var keys))
                throw new ArgumentException($"There is no index '{index}'.", nameof(index));
            return keys.TryGetValue(key, out var found) ? [.. found.Select(name => _objects[name])] : [];
        }
    }

    /// <summary>The keys of objects that aren't among these.</summary>
    public IReadOnlyList<ResourceKey> Except(HashSet<ResourceKey> keys)
    {
        lock (_lock)
            return [.. _objects.Keys.Where(key => !keys.Contains(key))];
    }

    /// <summary>Puts an object in, or with null takes it out, and returns the one before.</summary>
    public T? Set(ResourceKey key, T? value)
    {
        lock (_lock)
        {
            if (_objects.Remove(key, out var old))
                Index(key, old, add: false);
            if (value is not null)
            {
                _objects.Add(key, value);
                Index(key, value, add: true);
            }
            _snapshot = null;
            return old;
        }
    }

    private void Index(ResourceKey key, T value, bool add)
    {
        foreach (var (name, keysOf) in indexes)
        {
            var entries = _indexes[name];
            foreach (string entry in keysOf(value))
            {
                if (add)
                {
                    if (!entries.TryGetValue(entry, out var keys))
                        entries.Add(entry, keys = []);
                    keys.Add(key);
                }
                else if (entries.TryGetValue(entry, out var keys) && keys.Remove(key) && keys.Count == 0)
                {
                    entries.Remove(entry);
                }
            }
        }
    }
}

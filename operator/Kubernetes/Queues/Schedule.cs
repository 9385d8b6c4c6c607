namespace K8sRouter.Operator.Kubernetes.Queues;

/// <summary>Keys by the time at which they come, each at most once. Not safe for threads.</summary>
internal sealed class Schedule<TKey>
    where TKey : notnull
{
    private readonly SortedSet<WorkItem<TKey>> _items = new(Comparer<WorkItem<TKey>>.Create(
        (a, b) => (a.Due!.Value, a.Order).CompareTo((b.Due!.Value, b.Order))));

    private long _order;

    public int Count => _items.Count;

    /// <summary>When the first comes; null: there is none.</summary>
    public long? First => _items.Min?.Due;

    /// <summary>Has it come then, or earlier where it does already.</summary>
    public void Add(WorkItem<TKey> item, long due)
    {
        if (item.Due <= due)
            return;
        Remove(item);
        item.Due = due;
        item.Order = ++_order;
        _items.Add(item);
    }

    public void Remove(WorkItem<TKey> item)
    {
        if (item.Due is null)
            return;
        _items.Remove(item);
        item.Due = null;
    }

    /// <summary>Takes one out that has come.</summary>
    public WorkItem<TKey>? Take(long now)
    {
        if (_items.Min is not { } first || first.Due > now)
            return null;
        Remove(first);
        return first;
    }
}

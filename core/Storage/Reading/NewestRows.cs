namespace K8sRouter.Core.Storage.Reading;

/// <summary>Keeps the newest generations of those that it is offered.</summary>
internal sealed class NewestRows(int limit)
{
    private readonly PriorityQueue<StoredGeneration, Age> _kept = new();

    /// <summary>Whether nothing of that second, or before, can be among the newest any more.</summary>
    public bool IsBeyond(long second) => _kept.Count == limit && _kept.TryPeek(out _, out var oldest) && oldest.Second > second;

    public void Offer(StoredGeneration generation)
    {
        var age = new Age(
            QueryMatch.SecondOf(generation.Record).ToUnixTimeSeconds(), generation.Record.CreatedAt, generation.Record.Id);
        if (_kept.Count < limit)
            _kept.Enqueue(generation, age);
        else
            _kept.EnqueueDequeue(generation, age);
    }

    /// <summary>Them, newest first.</summary>
    public IEnumerable<StoredGeneration> Take()
    {
        var oldestFirst = new List<StoredGeneration>(_kept.Count);
        while (_kept.TryDequeue(out var generation, out _))
            oldestFirst.Add(generation);
        return Enumerable.Reverse(oldestFirst);
    }

    private readonly record struct Age(long Second, DateTimeOffset CreatedAt, string Id) : IComparable<Age>
    {
        public int CompareTo(Age other)
        {
            int bySecond = Second.CompareTo(other.Second);
            if (bySecond != 0)
                return bySecond;
            int byTime = CreatedAt.CompareTo(other.CreatedAt);
            return byTime != 0 ? byTime : string.CompareOrdinal(Id, other.Id);
        }
    }
}

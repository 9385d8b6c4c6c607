namespace K8sRouter.Core.Telemetry;

/// <summary>One set of labels of one metric, and what was measured for it. Lock-free.</summary>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] tags, double[] bounds, MetricSeries? next)
{
    private readonly long[] _buckets = bounds.Length == 0 ? [] : new long[bounds.Length + 1];
    private double _value;

    public KeyValuePair<string, object?>[] Tags => tags;

    /// <summary>The next series whose labels have the same hash.</summary>
    public MetricSeries? Next => next;

    /// <summary>The scrape that last observed it: an observable series that isn't observed any more is gone.</summary>
    public long Scrape { get; set; }

    /// <summary>The sum, or the last value of a gauge.</summary>
    public double Value => Volatile.Read(ref _value);

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Add(double value)
    {
        double seen = Volatile.Read(ref _value);
        while (true)
        {
            double before = Interlocked.CompareExchange(ref _value, seen + value, seen);
            if (before.Equals(seen))
                return;
            seen = before;
        }
    }

    /// <summary>Counts a measurement in its bucket: the first whose bound isn't below it.</summary>
    public void Record(double value)
    {
        int bucket = Array.BinarySearch(bounds, value);
        Interlocked.Increment(ref _buckets[bucket >= 0 ? bucket : ~bucket]);
        Add(value);
    }

    /// <summary>A copy of the counts per bucket, the one above every bound last.</summary>
    public long[] Buckets()
    {
        var copy = new long[_buckets.Length];
        for (int i = 0; i < copy.Length; i++)
            copy[i] = Volatile.Read(ref _buckets[i]);
        return copy;
    }

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != tags.Length)
            return false;
        for (int i = 0; i < tags.Length; i++)
        {
            if (!string.Equals(tags[i].Key, others[i].Key, StringComparison.Ordinal) || !Equals(tags[i].Value, others[i].Value))
                return false;
        }
        return true;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace K8sRouter.Core.Telemetry;

/// <summary>One instrument and its series. Finding a known series allocates nothing.</summary>
internal sealed class Metric(Instrument instrument, MetricKind kind, double[] bounds)
{
    /// <summary>More label sets than this are a mistake; they are put together in one series instead of filling memory.</summary>
    private const int MaxSeries = 2000;

    private static readonly KeyValuePair<string, object?>[] OverflowTags = [new("overflow", "true")];

    private readonly ConcurrentDictionary<int, MetricSeries> _byHash = new();
    private readonly Lock _lock = new();
    private int _count;

    public string Name { get; } = MetricNames.Of(instrument, kind);

    public string Description { get; } = instrument.Description ?? "";

    public MetricKind Kind => kind;

    public bool IsObservable => instrument.IsObservable;

    public double[] Bounds => bounds;

    public MetricSeries Series(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        int hash = HashOf(tags);
        return Find(hash, tags) ?? Create(hash, tags);
    }

    public IEnumerable<MetricSeries> All()
    {
        foreach (var chain in _byHash.Values)
        {
            for (var series = chain; series is not null; series = series.Next)
                yield return series;
        }
    }

    private MetricSeries? Find(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_byHash.TryGetValue(hash, out var series))
            return null;
        while (series is not null && !series.Has(tags))
            series = series.Next;
        return series;
    }

    private MetricSeries Create(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_lock)
        {
            if (Find(hash, tags) is { } meanwhile)
                return meanwhile;
            if (_count >= MaxSeries && !tags.SequenceEqual(OverflowTags))
            {
                int overflow = HashOf(OverflowTags);
                return Find(overflow, OverflowTags) ?? Put(overflow, OverflowTags);
            }
            return Put(hash, tags.ToArray());
        }
    }

    private MetricSeries Put(int hash, KeyValuePair<string, object?>[] tags)
    {
        var series = new MetricSeries(tags, bounds, _byHash.GetValueOrDefault(hash));
        _byHash[hash] = series;
        _count++;
        return series;
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = new HashCode();
        foreach (var tag in tags)
        {
            hash.Add(tag.Key);
            hash.Add(tag.Value);
        }
        return hash.ToHashCode();
    }
}

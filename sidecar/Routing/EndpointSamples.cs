namespace K8sRouter.Sidecar.Routing;

/// <summary>The last samples of one endpoint, in a ring; percentiles are computed when asked for, over five minutes.</summary>
internal sealed class EndpointSamples(TimeProvider clock)
{
    private const int Capacity = 512;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Sample[] _ring = new Sample[Capacity];
    private int _count;
    private long _outageUntil;

    /// <summary>Until when a fault that was seen counts as an outage.</summary>
    public DateTimeOffset OutageUntil
    {
        get => new(Interlocked.Read(ref _outageUntil), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _outageUntil, value.UtcTicks);
    }

    public void Add(double latencySeconds, double? tokensPerSecond)
    {
        var sample = new Sample(clock.GetTimestamp(), latencySeconds, tokensPerSecond ?? double.NaN);
        lock (_lock)
            _ring[_count++ % Capacity] = sample;
    }

    public double? Latency(double percentile) => Percentile(percentile, static s => s.LatencySeconds, descending: false);

    /// <summary>The rate that a share of <paramref name="percentile"/> of the samples reaches: a high percentile is a slow one.</summary>
    public double? Throughput(double percentile) => Percentile(percentile, static s => s.TokensPerSecond, descending: true);

    private double? Percentile(double percentile, Func<Sample, double> value, bool descending)
    {
        double[] values;
        lock (_lock)
        {
            values = [.. _ring.Take(Math.Min(_count, Capacity))
                .Where(s => clock.GetElapsedTime(s.At) < Window)
                .Select(value)
                .Where(v => !double.IsNaN(v))];
        }
        if (values.Length == 0)
            return null;
        Array.Sort(values);
        if (descending)
            Array.Reverse(values);
        return values[(int)Math.Ceiling(percentile * values.Length) - 1];
    }

    private readonly record struct Sample(long At, double LatencySeconds, double TokensPerSecond);
}

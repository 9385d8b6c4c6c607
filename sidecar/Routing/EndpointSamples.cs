namespace K8sRouter.Sidecar.Routing;

/// <summary>The last calls to one endpoint, in a ring; percentiles are computed when asked for.</summary>
internal sealed class EndpointSamples(TimeProvider clock)
{
    private const int Capacity = 512;

    private readonly Lock _lock = new();
    private readonly List<Sample> _ring = [];
    private int _next;
    private long _outageUntil;

    /// <summary>Until when a fault that was seen counts as an outage.</summary>
    public DateTimeOffset OutageUntil => new(Interlocked.Read(ref _outageUntil), TimeSpan.Zero);

    /// <summary>Notes a fault; a provider that asked for more time than this keeps it.</summary>
    public void ExtendOutage(DateTimeOffset until)
    {
        lock (_lock)
            Interlocked.Exchange(ref _outageUntil, Math.Max(_outageUntil, until.UtcTicks));
    }

    /// <summary>Notes a call that was served.</summary>
    public void AddServed(double latencySeconds, double? tokensPerSecond) =>
        Add(new Sample(clock.GetTimestamp(), Served: true, latencySeconds, tokensPerSecond ?? double.NaN));

    /// <summary>Notes a call that failed.</summary>
    public void AddFailed() => Add(new Sample(clock.GetTimestamp(), Served: false, double.NaN, double.NaN));

    /// <summary>Seconds to the first token, fastest first.</summary>
    public double[] Latencies(TimeSpan window) => Values(window, static s => s.LatencySeconds);

    /// <summary>Tokens a second, fastest first: a high percentile is a slow one, as for latencies.</summary>
    public double[] Throughputs(TimeSpan window)
    {
        var values = Values(window, static s => s.TokensPerSecond);
        Array.Reverse(values);
        return values;
    }

    /// <summary>Share of calls that were served, 0 to 100; null: there were none.</summary>
    public double? Uptime(TimeSpan window)
    {
        lock (_lock)
        {
            int all = 0;
            int served = 0;
            foreach (var sample in _ring)
            {
                if (clock.GetElapsedTime(sample.At) >= window)
                    continue;
                all++;
                served += sample.Served ? 1 : 0;
            }
            return all == 0 ? null : 100.0 * served / all;
        }
    }

    private void Add(Sample sample)
    {
        lock (_lock)
        {
            if (_ring.Count < Capacity)
                _ring.Add(sample);
            else
                _ring[_next++ % Capacity] = sample;
        }
    }

    private double[] Values(TimeSpan window, Func<Sample, double> value)
    {
        double[] values;
        lock (_lock)
            values = [.. _ring.Where(s => clock.GetElapsedTime(s.At) < window).Select(value).Where(v => !double.IsNaN(v))];
        Array.Sort(values);
        return values;
    }

    private readonly record struct Sample(long At, bool Served, double LatencySeconds, double TokensPerSecond);
}

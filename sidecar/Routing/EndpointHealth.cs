using System.Collections.Concurrent;
using K8sRouter.Sidecar.Catalog;

namespace K8sRouter.Sidecar.Routing;

/// <summary>Faults and speeds of endpoints as this process sees them; survives changes of the configuration.</summary>
internal sealed class EndpointHealth(TimeProvider clock) : IEndpointHealth, IEndpointStatistics
{
    private static readonly TimeSpan OutageWindow = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PreferenceWindow = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StatisticsWindow = TimeSpan.FromMinutes(30);

    /// <summary>A provider may not shut itself out for longer than this by one answer.</summary>
    private const int MaxRetryAfterSeconds = 600;

    private readonly ConcurrentDictionary<string, EndpointSamples> _endpoints = new(StringComparer.Ordinal);

    public bool HasOutage(string endpointId) =>
        _endpoints.TryGetValue(endpointId, out var samples) && samples.OutageUntil > clock.GetUtcNow();

    public double? Latency(string endpointId, double percentile) =>
        _endpoints.TryGetValue(endpointId, out var samples) ? Percentile(samples.Latencies(PreferenceWindow), percentile) : null;

    public double? Throughput(string endpointId, double percentile) =>
        _endpoints.TryGetValue(endpointId, out var samples)
            ? Percentile(samples.Throughputs(PreferenceWindow), percentile)
            : null;

    public PercentileStats? LatencyLast30Minutes(string endpointId) =>
        _endpoints.TryGetValue(endpointId, out var samples) ? Statistics(samples.Latencies(StatisticsWindow), 1000) : null;

    public PercentileStats? ThroughputLast30Minutes(string endpointId) =>
        _endpoints.TryGetValue(endpointId, out var samples) ? Statistics(samples.Throughputs(StatisticsWindow), 1) : null;

    public double? Uptime(string endpointId, TimeSpan window) =>
        _endpoints.TryGetValue(endpointId, out var samples) ? samples.Uptime(window) : null;

    /// <summary>Notes a fault that calls for another endpoint.</summary>
    /// <param name="endpointId">Whose.</param>
    /// <param name="retryAfterSeconds">How long the provider asks to be left alone, where that is longer than the window.</param>
    public void NoteFault(string endpointId, int retryAfterSeconds = 0)
    {
        var rest = TimeSpan.FromSeconds(Math.Min(retryAfterSeconds, MaxRetryAfterSeconds));
        var samples = Of(endpointId);
        samples.AddFailed();
        samples.ExtendOutage(clock.GetUtcNow() + (rest > OutageWindow ? rest : OutageWindow));
    }

    /// <summary>Notes a served generation.</summary>
    /// <param name="endpointId">Who served.</param>
    /// <param name="latencySeconds">To the first token, or to headers where the answer was whole.</param>
    /// <param name="tokensPerSecond">Completion tokens a second; null: unknown.</param>
    public void NoteServed(string endpointId, double latencySeconds, double? tokensPerSecond) =>
        Of(endpointId).AddServed(latencySeconds, tokensPerSecond);

    private EndpointSamples Of(string endpointId) =>
        _endpoints.GetOrAdd(endpointId, static (_, clock) => new EndpointSamples(clock), clock);

    private static PercentileStats? Statistics(double[] ordered, double scale) =>
        ordered.Length == 0
            ? null
            : new PercentileStats(
                Percentile(ordered, 0.5)!.Value * scale, Percentile(ordered, 0.75)!.Value * scale,
                Percentile(ordered, 0.9)!.Value * scale, Percentile(ordered, 0.99)!.Value * scale);

    private static double? Percentile(double[] ordered, double percentile) =>
        ordered.Length == 0 ? null : ordered[(int)Math.Ceiling(percentile * ordered.Length) - 1];
}

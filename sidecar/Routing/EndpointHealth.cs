using System.Collections.Concurrent;

namespace K8sRouter.Sidecar.Routing;

/// <summary>Faults and speeds of endpoints as this process sees them; survives changes of the configuration.</summary>
internal sealed class EndpointHealth(TimeProvider clock) : IEndpointHealth
{
    private static readonly TimeSpan OutageWindow = TimeSpan.FromSeconds(30);

    /// <summary>A provider may not shut itself out for longer than this by one answer.</summary>
    private const int MaxRetryAfterSeconds = 600;

    private readonly ConcurrentDictionary<string, EndpointSamples> _endpoints = new(StringComparer.Ordinal);

    public bool HasOutage(string endpointId) =>
        _endpoints.TryGetValue(endpointId, out var samples) && samples.OutageUntil > clock.GetUtcNow();

    public double? Latency(string endpointId, double percentile) =>
        _endpoints.TryGetValue(endpointId, out var samples) ? samples.Latency(percentile) : null;

    public double? Throughput(string endpointId, double percentile) =>
        _endpoints.TryGetValue(endpointId, out var samples) ? samples.Throughput(percentile) : null;

    /// <summary>Notes a fault that calls for another endpoint.</summary>
    /// <param name="endpointId">Whose.</param>
    /// <param name="retryAfterSeconds">How long the provider asks to be left alone, where that is longer than the window.</param>
    public void NoteFault(string endpointId, int retryAfterSeconds = 0)
    {
        var rest = TimeSpan.FromSeconds(Math.Min(retryAfterSeconds, MaxRetryAfterSeconds));
        Of(endpointId).OutageUntil = clock.GetUtcNow() + (rest > OutageWindow ? rest : OutageWindow);
    }

    /// <summary>Notes a served generation.</summary>
    /// <param name="endpointId">Who served.</param>
    /// <param name="latencySeconds">To the first token, or to headers where the answer was whole.</param>
    /// <param name="tokensPerSecond">Completion tokens a second; null: unknown.</param>
    public void NoteServed(string endpointId, double latencySeconds, double? tokensPerSecond) =>
        Of(endpointId).Add(latencySeconds, tokensPerSecond);

    private EndpointSamples Of(string endpointId) => _endpoints.GetOrAdd(endpointId, static (_, clock) => new EndpointSamples(clock), clock);
}

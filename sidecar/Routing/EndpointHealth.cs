using System.Collections.Concurrent;

namespace K8sRouter.Sidecar.Routing;

/// <summary>Faults and speeds of endpoints as this process sees them; survives changes of the configuration.</summary>
internal sealed class EndpointHealth(TimeProvider clock) : IEndpointHealth
{
    private static readonly TimeSpan OutageWindow = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, EndpointSamples> _endpoints = new(StringComparer.Ordinal);

    public bool HasOutage(string endpointId) =>
        _endpoints.TryGetValue(endpointId, out var samples) && samples.LastFault is { } fault && clock.GetElapsedTime(fault) < OutageWindow;

    public double? Latency(string endpointId, double percentile) =>
        _endpoints.TryGetValue(endpointId, out var samples) ? samples.Latency(percentile) : null;

    public double? Throughput(string endpointId, double percentile) =>
        _endpoints.TryGetValue(endpointId, out var samples) ? samples.Throughput(percentile) : null;

    /// <summary>Notes a fault that calls for another endpoint.</summary>
    public void NoteFault(string endpointId) => Of(endpointId).LastFault = clock.GetTimestamp();

    /// <summary>Notes a served generation.</summary>
    /// <param name="endpointId">Who served.</param>
    /// <param name="latencySeconds">To the first token, or to headers where the answer was whole.</param>
    /// <param name="tokensPerSecond">Completion tokens a second; null: unknown.</param>
    public void NoteServed(string endpointId, double latencySeconds, double? tokensPerSecond) =>
        Of(endpointId).Add(latencySeconds, tokensPerSecond);

    private EndpointSamples Of(string endpointId) => _endpoints.GetOrAdd(endpointId, static (_, clock) => new EndpointSamples(clock), clock);
}

using System.Diagnostics.Metrics;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>Counts what sinks do.</summary>
internal sealed class SinkMetrics(Meter meter)
{
    private readonly Counter<long> _delivered = meter.CreateCounter<long>(
        "k8srouter_sink_delivered_total", description: "Generations that a sink delivered.");

    private readonly Counter<long> _dropped = meter.CreateCounter<long>(
        "k8srouter_sink_dropped_total", description: "Generations that a sink gave up, by reason.");

    private readonly Counter<long> _retries = meter.CreateCounter<long>(
        "k8srouter_sink_retries_total", description: "Deliveries that failed and were tried again.");

    public void Delivered(string sink, long count) => _delivered.Add(count, new KeyValuePair<string, object?>("sink", sink));

    public void Dropped(string sink, string reason, long count) =>
        _dropped.Add(count, new KeyValuePair<string, object?>("sink", sink), new KeyValuePair<string, object?>("reason", reason));

    public void Retried(string sink) => _retries.Add(1, new KeyValuePair<string, object?>("sink", sink));
}

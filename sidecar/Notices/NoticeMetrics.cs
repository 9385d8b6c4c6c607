using System.Diagnostics.Metrics;

namespace K8sRouter.Sidecar.Notices;

/// <summary>Counts what becomes of notices.</summary>
internal sealed class NoticeMetrics(Meter meter)
{
    private readonly Counter<long> _delivered = meter.CreateCounter<long>(
        "k8srouter_notices_delivered_total", description: "Events about denials, configurations and sinks that Redis took.");

    private readonly Counter<long> _dropped = meter.CreateCounter<long>(
        "k8srouter_notices_dropped_total",
        description: "Events about denials, configurations and sinks that Redis didn't get, by reason.");

    public void Delivered(long count) => _delivered.Add(count);

    public void Dropped(string reason, long count) => _dropped.Add(count, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Adds the gauge that looks at the queue.</summary>
    public void Observe(Func<long> waiting) => meter.CreateObservableGauge(
        "k8srouter_notices_waiting", waiting,
        description: "Events about denials, configurations and sinks that wait for Redis.");
}

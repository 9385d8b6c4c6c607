using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>Counts what sinks do. Labels are closed sets: names of sinks, <see cref="SinkFaults"/> and their like.</summary>
internal sealed class SinkMetrics(Meter meter)
{
    private readonly Counter<long> _delivered = meter.CreateCounter<long>(
        "k8srouter_sink_delivered_total", description: "Generations that a sink delivered.");

    private readonly Counter<long> _passedOver = meter.CreateCounter<long>(
        "k8srouter_sink_passed_over_total", description: "Generations that a sink read and that weren't for it.");

    private readonly Counter<long> _repeated = meter.CreateCounter<long>(
        "k8srouter_sink_repeated_total",
        description: "Generations that a sink read again after a restart and had delivered before it.");

    private readonly Counter<long> _dropped = meter.CreateCounter<long>(
        "k8srouter_sink_dropped_total", description: "Generations that a sink gave up, by reason.");

    private readonly Counter<long> _rejectedSpans = meter.CreateCounter<long>(
        "k8srouter_sink_rejected_spans_total", description: "Spans that a destination refused in batches that it took.");

    private readonly Counter<long> _retries = meter.CreateCounter<long>(
        "k8srouter_sink_retries_total", description: "Deliveries that failed and were tried again.");

    private readonly Counter<long> _conflicts = meter.CreateCounter<long>(
        "k8srouter_sink_conflicts_total",
        description: "Objects that stood under a name to be written and held something else; they were left alone.");

    private readonly Counter<long> _damaged = meter.CreateCounter<long>(
        "k8srouter_sink_spool_damaged_total",
        description: "Sealed segments thrown away for a damaged file and made anew from the journal.");

    private readonly Counter<long> _objects = meter.CreateCounter<long>(
        "k8srouter_sink_objects_total", description: "Objects that a sink wrote, by kind.");

    private readonly Counter<long> _bytes = meter.CreateCounter<long>(
        "k8srouter_sink_uploaded_bytes_total", "By", "Bytes of the objects that a sink wrote, by kind.");

    private readonly Counter<long> _sweptFiles = meter.CreateCounter<long>(
        "k8srouter_store_swept_files_total",
        description: "Objects deleted from the sidecar's own folder to stay within its limit.");

    private readonly Counter<long> _sweptBytes = meter.CreateCounter<long>(
        "k8srouter_store_swept_bytes_total", "By", "Bytes on the disk that they took.");

    public void Delivered(string sink, long count) => _delivered.Add(count, Sink(sink));

    public void PassedOver(string sink, long count) => _passedOver.Add(count, Sink(sink));

    public void Repeated(string sink, long count) => _repeated.Add(count, Sink(sink));

    public void Dropped(string sink, string reason, long count) => _dropped.Add(count, Sink(sink), new("reason", reason));

    public void SpansRejected(string sink, long count) => _rejectedSpans.Add(count, Sink(sink));

    public void Retried(string sink) => _retries.Add(1, Sink(sink));

    public void Conflicted(string sink) => _conflicts.Add(1, Sink(sink));

    /// <summary>The sidecar's own folder was brought back under its limit.</summary>
    public void Swept(long files, long bytes)
    {
        _sweptFiles.Add(files);
        _sweptBytes.Add(bytes);
    }

    public void SpoolDamaged(string sink) => _damaged.Add(1, Sink(sink));

    /// <param name="sink">Name of the sink.</param>
    /// <param name="kind">One of <see cref="ObjectKinds"/>.</param>
    /// <param name="bytes">Length of the object.</param>
    public void Stored(string sink, string kind, long bytes)
    {
        _objects.Add(1, Sink(sink), new("kind", kind));
        _bytes.Add(bytes, Sink(sink), new("kind", kind));
    }

    /// <summary>Adds the gauges that look at the sinks.</summary>
    public void Observe(Func<IReadOnlyList<SinkStatus>> statuses, TimeProvider clock)
    {
        meter.CreateObservableGauge(
            "k8srouter_sink_parked",
            () => statuses().Where(status => status.State == SinkState.Parked).Select(status =>
                new Measurement<int>(1, new TagList { { "sink", status.Name }, { "reason", status.LastError } })),
            description: "1 for a sink that waits until somebody mends something, by reason.");
        meter.CreateObservableGauge(
            "k8srouter_sink_oldest_pending_seconds",
            () => statuses().Select(status => new Measurement<double>(
                status.OldestPending is { } oldest ? Math.Max(0, (clock.GetUtcNow() - oldest).TotalSeconds) : 0,
                new TagList { { "sink", status.Name } })),
            "s", "Age of the oldest generation that a sink has read and not delivered.");
    }

    private static KeyValuePair<string, object?> Sink(string sink) => new("sink", sink);
}

using System.Diagnostics.Metrics;

namespace K8sRouter.Core.Telemetry;

/// <summary>
/// Listens to the instruments of one meter and keeps their sums for <c>/metrics</c>. Made before the instruments' first use:
/// what was measured earlier is lost.
/// </summary>
public sealed class PrometheusRegistry : IDisposable
{
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly MeterListener _listener = new();
    private readonly Lock _scrapeLock = new();
    private readonly SortedDictionary<string, Metric> _metrics = new(StringComparer.Ordinal);
    private long _scrape;

    /// <summary>Listens from now on.</summary>
    /// <param name="meter">The one whose instruments count; another of the same name doesn't.</param>
    public PrometheusRegistry(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && Register(instrument) is { } metric)
                listener.EnableMeasurementEvents(instrument, metric);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Measure(state, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Measure(state, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Measure(state, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Measure(state, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Measure(state, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Observes the observable instruments and writes everything, ordered by name.</summary>
    public void Write(PrometheusText text)
    {
        lock (_scrapeLock)
        {
            _scrape++;
            _listener.RecordObservableInstruments();
            Metric[] metrics;
            lock (_metrics)
                metrics = [.. _metrics.Values];
            foreach (var metric in metrics)
                text.WriteMetric(metric, metric.All().Where(s => !metric.IsObservable || s.Scrape == _scrape));
        }
    }

    /// <summary>Listens no longer.</summary>
    public void Dispose() => _listener.Dispose();

    /// <summary>Two instruments of one name share a metric; null: they disagree about its kind, and the first stands.</summary>
    private Metric? Register(Instrument instrument)
    {
        var kind = KindOf(instrument);
        var metric = new Metric(instrument, kind, kind == MetricKind.Histogram ? BoundsOf(instrument) : []);
        lock (_metrics)
        {
            if (_metrics.TryAdd(metric.Name, metric))
                return metric;
            var known = _metrics[metric.Name];
            return known.Kind == kind ? known : null;
        }
    }

    private void Measure(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var metric = (Metric)state!;
        var series = metric.Series(tags);
        if (metric.IsObservable)
        {
            series.Scrape = _scrape;
            series.Set(value);
            return;
        }
        switch (metric.Kind)
        {
            case MetricKind.Histogram:
                series.Record(value);
                break;
            case MetricKind.Gauge:
                series.Set(value);
                break;
            default:
                series.Add(value);
                break;
        }
    }

    private static MetricKind KindOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        if (type == typeof(Counter<>) || type == typeof(ObservableCounter<>))
            return MetricKind.Counter;
        if (type == typeof(UpDownCounter<>))
            return MetricKind.UpDown;
        return type == typeof(Histogram<>) ? MetricKind.Histogram : MetricKind.Gauge;
    }

    private static double[] BoundsOf(Instrument instrument) =>
        instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } ? [.. bounds] : DefaultBounds;
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using K8sRouter.Core.Telemetry;
using K8sRouter.Testing.Otlp;

namespace K8sRouter.Core.Tests.Telemetry;

public sealed class TelemetryExportTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Meter _meter = new("k8srouter.telemetry-tests");
    private readonly ActivitySource _spans = new("K8sRouter.TelemetryTests");
    private readonly List<ExportState> _changes = [];
    private OtlpReceiver _collector = null!;

    public async Task InitializeAsync() => _collector = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    public void Dispose()
    {
        _meter.Dispose();
        _spans.Dispose();
    }

    [Fact]
    public async Task A_gauge_whose_series_has_vanished_is_not_sent_any_more()
    {
        string? parked = "webhook";
        _meter.CreateObservableGauge("parked", () => parked is null ? [] : new[] { new Measurement<int>(1, new KeyValuePair<string, object?>("sink", parked)) });
        using var export = Start();
        Assert.NotNull(export);
        await export.FlushAsync(Limit);
        Assert.Single(_collector.Metric("parked")!.Gauge.DataPoints);
        int before = _collector.MetricResources.Count;

        parked = null;
        await export.FlushAsync(Limit);

        Assert.True(_collector.MetricResources.Count > before);
        Assert.DoesNotContain(_collector.MetricResources.Skip(before).SelectMany(r => r.ScopeMetrics).SelectMany(s => s.Metrics), m => m.Name == "parked" && m.Gauge.DataPoints.Count > 0);
    }

    [Fact]
    public async Task Histograms_keep_the_bounds_that_their_instrument_advises_and_deltas_are_sent_where_they_are_preferred()
    {
        using var export = Start("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta");
        var histogram = _meter.CreateHistogram("wait", "s", "Wait.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (double value in new[] { 0.05, 0.5, 3 })
            histogram.Record(value);
        await export!.FlushAsync(Limit);
        histogram.Record(2);
        await export.FlushAsync(Limit);

        var newest = _collector.Metric("wait")!.Histogram;
        Assert.Equal(Testing.Otlp.Protos.AggregationTemporality.Delta, newest.AggregationTemporality);
        Assert.Equal([0.1, 1], newest.DataPoints.Single().ExplicitBounds);
        Assert.Equal([0ul, 0, 1], newest.DataPoints.Single().BucketCounts);
    }

    [Fact]
    public async Task Failing_and_arriving_are_told_once_each_and_every_export_is_counted()
    {
        using var registry = new PrometheusRegistry(_meter);
        using var export = Start("OTEL_TRACES_EXPORTER=none");
        _meter.CreateCounter<long>("things").Add(1);
        foreach (int status in new[] { 503, 400, 200, 200 })
        {
            _collector.Status = status;
            await export!.FlushAsync(Limit);
        }

        Assert.Equal([new ExportState("metrics", false), new ExportState("metrics", true)], _changes);
        var text = new PrometheusText();
        registry.Write(text);
        Assert.Contains("k8srouter_telemetry_exports_total{signal=\"metrics\",result=\"failed\"} 2\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("k8srouter_telemetry_exports_total{signal=\"metrics\",result=\"sent\"} 2\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_that_is_turned_off_is_neither_made_nor_sent()
    {
        using (var export = Start("OTEL_TRACES_EXPORTER=none"))
        {
            Assert.Null(_spans.StartActivity("span"));
            await export!.StopAsync(Limit);
        }
        using (var export = Start("OTEL_METRICS_EXPORTER=none"))
        {
            _spans.StartActivity("span")!.Dispose();
            await export!.StopAsync(Limit);
        }

        Assert.Equal("span", Assert.Single(_collector.Spans).Name);
        Assert.Single(_collector.MetricResources);
        Assert.Equal("tests", _collector.Resources.Single().Resource.Attributes.Single(a => a.Key == "service.name").Value.StringValue);
    }

    [Fact]
    public void A_disabled_sdk_starts_nothing() => Assert.Null(Start("OTEL_SDK_DISABLED=TRUE"));

    private TelemetryExport? Start(params string[] variables) => TelemetryExport.Start(
        new() { ServiceName = "tests", ServiceVersion = "1", Meter = _meter, SpanSource = _spans.Name },
        name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? _collector.Address
            : variables.FirstOrDefault(v => v.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..],
        _changes.Add);
}

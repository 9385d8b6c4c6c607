using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using K8sRouter.Core.Telemetry;
using K8sRouter.Testing.Otlp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace K8sRouter.Core.Tests.Telemetry;

public sealed class TelemetryHostingTests : IAsyncLifetime, IDisposable
{
    private const int FlushMilliseconds = 20_000;

    private readonly Meter _meter = new("k8srouter.telemetry-tests");
    private readonly ActivitySource _spans = new("K8sRouter.TelemetryTests");
    private readonly LogLines _log = new();
    private OtlpReceiver _collector = null!;

    public async Task InitializeAsync() => _collector = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    public void Dispose()
    {
        _meter.Dispose();
        _spans.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_gauge_whose_series_has_vanished_is_not_sent_any_more()
    {
        string? parked = "webhook";
        _meter.CreateObservableGauge("parked", () => parked is null ? [] : new[] { new Measurement<int>(1, new KeyValuePair<string, object?>("sink", parked)) });
        using var host = await StartAsync();
        Flush(host);
        Assert.Single(_collector.Metric("parked")!.Gauge.DataPoints);
        int before = _collector.MetricResources.Count;

        parked = null;
        Flush(host);

        Assert.True(_collector.MetricResources.Count > before);
        Assert.DoesNotContain(_collector.MetricResources.Skip(before).SelectMany(r => r.ScopeMetrics).SelectMany(s => s.Metrics), m => m.Name == "parked" && m.Gauge.DataPoints.Count > 0);
    }

    [Fact]
    public async Task Histograms_keep_the_bounds_that_their_instrument_advises_and_deltas_are_sent_where_they_are_preferred()
    {
        using var host = await StartAsync("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta");
        var histogram = _meter.CreateHistogram("wait", "s", "Wait.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (double value in new[] { 0.05, 0.5, 3 })
            histogram.Record(value);
        Flush(host);
        histogram.Record(2);
        Flush(host);

        var newest = _collector.Metric("wait")!.Histogram;
        Assert.Equal(Testing.Otlp.Protos.AggregationTemporality.Delta, newest.AggregationTemporality);
        Assert.Equal([0.1, 1], newest.DataPoints.Single().ExplicitBounds);
        Assert.Equal([0ul, 0, 1], newest.DataPoints.Single().BucketCounts);
    }

    [Fact]
    public async Task Failing_and_arriving_are_told_once_each_and_every_export_is_counted()
    {
        using var registry = new PrometheusRegistry(_meter);
        using var host = await StartAsync("OTEL_TRACES_EXPORTER=none");
        _meter.CreateCounter<long>("things").Add(1);
        foreach (int status in new[] { 503, 400, 200, 200 })
        {
            _collector.Status = status;
            Flush(host);
        }

        Assert.Equal(
            [
                $"Information: Own metrics and traces are sent to {_collector.Address}",
                "Warning: Own metrics don't arrive at the OTLP endpoint: what is lost is counted in k8srouter_telemetry_exports_total",
                "Information: Own metrics arrive at the OTLP endpoint again",
            ],
            _log.Lines);
        var text = new PrometheusText();
        registry.Write(text);
        Assert.Contains("k8srouter_telemetry_exports_total{signal=\"metrics\",result=\"failed\"} 2\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("k8srouter_telemetry_exports_total{signal=\"metrics\",result=\"sent\"} 2\n", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_that_is_turned_off_is_neither_made_nor_sent()
    {
        using (var host = await StartAsync("OTEL_TRACES_EXPORTER=none"))
        {
            Assert.Null(_spans.StartActivity("span"));
            await host.StopAsync();
        }
        using (var host = await StartAsync("OTEL_METRICS_EXPORTER=none"))
        {
            _spans.StartActivity("span")!.Dispose();
            await host.StopAsync();
        }

        Assert.Equal("span", Assert.Single(_collector.Spans).Name);
        Assert.Single(_collector.MetricResources);
        Assert.Equal("tests", ServiceName());
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED=TRUE")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=")]
    public async Task Without_an_endpoint_or_with_the_sdk_disabled_the_host_exports_nothing_and_nobody_listens_to_spans(string variable)
    {
        using var host = await StartAsync(variable);

        Assert.Null(host.Services.GetService<MeterProvider>());
        Assert.Null(host.Services.GetService<TracerProvider>());
        Assert.False(_spans.HasListeners());
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task A_variable_that_cannot_be_used_is_named_and_the_host_runs_without_own_telemetry()
    {
        using var host = await StartAsync("OTEL_EXPORTER_OTLP_ENDPOINT=collector:4318");

        Assert.Equal(
            ["Error: Own metrics and traces aren't sent: OTEL_EXPORTER_OTLP_ENDPOINT must be a URL that begins with http:// or https://"],
            _log.Lines);
        Assert.Null(host.Services.GetService<MeterProvider>());
        Assert.False(_spans.HasListeners());
    }

    [Fact]
    public async Task What_a_service_of_the_host_measures_as_it_starts_and_as_it_stops_is_sent()
    {
        var changes = _meter.CreateCounter<long>("changes");
        using var host = await StartAsync(builder => builder.Services.AddHostedService(_ => new Measured(() =>
        {
            changes.Add(1);
            _spans.StartActivity("change")!.Dispose();
        })));
        await host.StopAsync();

        Assert.Equal(2, _collector.Metric("changes")!.Sum.DataPoints.Single().AsInt);
        Assert.Equal(["change", "change"], _collector.Spans.Select(span => span.Name));
    }

    [Fact]
    public async Task The_variables_reach_the_sdk_too_and_no_other_variable_becomes_a_setting_of_the_host()
    {
        using var host = await StartAsync(
            "OTEL_SERVICE_NAME=named", "OTEL_RESOURCE_ATTRIBUTES=color=red", "OTEL_TRACES_SAMPLER=always_off", "URLS=http://127.0.0.1:1");
        _spans.StartActivity("unsampled")?.Dispose();
        await host.StopAsync();

        Assert.Empty(_collector.Spans);
        Assert.Equal("named", ServiceName());
        Assert.Contains(_collector.MetricResources.Single().Resource.Attributes, a => (a.Key, a.Value.StringValue) == ("color", "red"));
        Assert.Null(host.Services.GetRequiredService<IConfiguration>()["URLS"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_collector_that_never_answers_holds_the_end_up_for_both_signals_together_and_briefly(bool stopped)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var host = await StartAsync($"OTEL_EXPORTER_OTLP_ENDPOINT=http://{silent.LocalEndpoint}");
        _spans.StartActivity("span")!.Dispose();
        long began = Stopwatch.GetTimestamp();

        // A host whose start failed is disposed without having been stopped.
        if (stopped)
            await host.StopAsync();
        host.Dispose();

        // The providers by themselves would take ten seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8));
    }

    private static void Flush(IHost host)
    {
        host.Services.GetService<TracerProvider>()?.ForceFlush(FlushMilliseconds);
        host.Services.GetService<MeterProvider>()?.ForceFlush(FlushMilliseconds);
    }

    private string ServiceName() =>
        _collector.MetricResources.Single().Resource.Attributes.Single(a => a.Key == "service.name").Value.StringValue;

    private Task<IHost> StartAsync(params string[] variables) => StartAsync(_ => { }, variables);

    private async Task<IHost> StartAsync(Action<HostApplicationBuilder> configure, params string[] variables)
    {
        var environment = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address };
        foreach (string[] variable in variables.Select(variable => variable.Split('=', 2)))
            environment[variable[0]] = variable[1];
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.AddProvider(_log);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.AddTelemetry(new() { ServiceName = "tests", ServiceVersion = "1", Meter = _meter, SpanSource = _spans.Name }, environment);
        configure(builder);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private sealed class Measured(Action change) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => ChangeAsync();

        public Task StopAsync(CancellationToken cancellationToken) => ChangeAsync();

        private Task ChangeAsync()
        {
            change();
            return Task.CompletedTask;
        }
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose()
        {
        }
    }
}

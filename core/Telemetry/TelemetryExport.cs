using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace K8sRouter.Core.Telemetry;

/// <summary>
/// Sends a program's metrics and spans by OTLP, to where OpenTelemetry's standard environment variables say and nowhere without
/// them. It looks at the same instruments as <see cref="PrometheusRegistry"/>: nothing is counted twice. What can't be sent is
/// lost and counted; nothing waits for it.
/// </summary>
public sealed class TelemetryExport : IDisposable
{
    /// <summary>The runtime's own meter: memory, garbage collections, threads.</summary>
    private const string RuntimeMeter = "System.Runtime";

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private TelemetryExport(MeterProvider? metrics, TracerProvider? traces, IReadOnlyList<string> endpoints)
    {
        _metrics = metrics;
        _traces = traces;
        Endpoints = endpoints;
    }

    /// <summary>Where it is sent: scheme, host and port, each once.</summary>
    public IReadOnlyList<string> Endpoints { get; }

    /// <summary>Starts it.</summary>
    /// <param name="source">What to send.</param>
    /// <param name="variable">Value of an environment variable; null: it isn't set.</param>
    /// <param name="changed">Told when the first export of a signal fails, and when one works again.</param>
    /// <returns>Null: no endpoint is set, or the SDK is disabled.</returns>
    /// <exception cref="FormatException">A variable's value can't be used; the message names it.</exception>
    public static TelemetryExport? Start(TelemetrySource source, Func<string, string?> variable, Action<ExportState> changed)
    {
        if (string.Equals(variable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
            return null;
        var metrics = OtlpSignal.Read(variable, OtlpSignal.Metrics);
        var traces = OtlpSignal.Read(variable, OtlpSignal.Traces);
        if (metrics is null && traces is null)
            return null;
        var exports = source.Meter.CreateCounter<long>(
            "k8srouter_telemetry_exports_total", description: "Batches of own metrics and spans sent by OTLP, by result.");
        var resource = ResourceBuilder.CreateEmpty()
            .AddService(source.ServiceName, serviceVersion: source.ServiceVersion)
            .AddTelemetrySdk()
            .AddAttributes(source.Attributes)
            .AddEnvironmentVariableDetector();
        Uri?[] endpoints = [metrics?.Endpoint, traces?.Endpoint];
        return new(
            metrics is null
                ? null
                : StartMetrics(metrics, source, resource, new("metrics", exports, changed), TemporalityOf(variable)),
            traces is null ? null : StartTraces(traces, source, resource, new("traces", exports, changed)),
            [.. endpoints.OfType<Uri>().Select(url => $"{url.Scheme}://{url.Authority}").Distinct()]);
    }

    /// <summary>Sends what there still is, in at most <paramref name="limit"/>.</summary>
    public Task StopAsync(TimeSpan limit)
    {
        int milliseconds = (int)limit.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => _traces?.Shutdown(milliseconds)),
            Task.Run(() => _metrics?.Shutdown(milliseconds)));
    }

    /// <summary>Sends what there is now, without waiting for the next time.</summary>
    internal Task FlushAsync(TimeSpan limit)
    {
        int milliseconds = (int)limit.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => _traces?.ForceFlush(milliseconds)),
            Task.Run(() => _metrics?.ForceFlush(milliseconds)));
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static MeterProvider StartMetrics(
        OtlpSignal signal, TelemetrySource source, ResourceBuilder resource, ExportWatch watch,
        MetricReaderTemporalityPreference temporality) =>
        Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(source.Meter.Name, RuntimeMeter)
            .AddReader(services =>
            {
                var options = services.GetRequiredService<IOptions<PeriodicExportingMetricReaderOptions>>().Value;
                return new PeriodicExportingMetricReader(
                    new WatchedMetricExporter(signal.ToOptions(), watch), options.ExportIntervalMilliseconds ?? 60_000,
                    options.ExportTimeoutMilliseconds ?? 30_000)
                {
                    TemporalityPreference = temporality,
                };
            })
            .Build();

    private static MetricReaderTemporalityPreference TemporalityOf(Func<string, string?> variable) =>
        variable("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE")?.ToLowerInvariant() switch
        {
            "delta" => MetricReaderTemporalityPreference.Delta,
            "lowmemory" => MetricReaderTemporalityPreference.LowMemory,
            _ => MetricReaderTemporalityPreference.Cumulative,
        };

    private static TracerProvider StartTraces(
        OtlpSignal signal, TelemetrySource source, ResourceBuilder resource, ExportWatch watch) =>
        Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(source.SpanSource)
            .AddProcessor(services =>
            {
                var options = services.GetRequiredService<IOptions<BatchExportActivityProcessorOptions>>().Value;
                return new BatchActivityExportProcessor(
                    new WatchedTraceExporter(signal.ToOptions(), watch), options.MaxQueueSize, options.ScheduledDelayMilliseconds,
                    options.ExporterTimeoutMilliseconds, options.MaxExportBatchSize);
            })
            .Build();
}

using System.Collections;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace K8sRouter.Core.Telemetry;

/// <summary>A program's own metrics and spans, which its host starts first and stops last.</summary>
public static class TelemetryHosting
{
    /// <summary>The runtime's own meter: memory, garbage collections, threads.</summary>
    private const string RuntimeMeter = "System.Runtime";

    /// <summary>
    /// Sends metrics and spans by OTLP, to where OpenTelemetry's standard environment variables say and nowhere without them. The
    /// instruments are those of <see cref="PrometheusRegistry"/>: nothing is counted twice. What can't be sent is lost and
    /// counted; nothing waits for it. A variable that can't be used is named in the log, and nothing is sent.
    /// </summary>
    /// <param name="builder">The program's host: services that are added to it afterwards start later and stop earlier.</param>
    /// <param name="source">What to send.</param>
    /// <param name="variables">The environment; what begins with <c>OTEL_</c> becomes part of the host's configuration.</param>
    public static void AddTelemetry(this IHostApplicationBuilder builder, TelemetrySource source, IDictionary variables)
    {
        // No others: a server would take URLS, for example, as a setting of its own.
        foreach (DictionaryEntry variable in variables)
        {
            if (variable.Key is string name && name.StartsWith("OTEL_", StringComparison.Ordinal))
                builder.Configuration[name] = variable.Value as string;
        }
        if (TelemetrySettings.Read(name => builder.Configuration[name]) is not { } settings)
            return;
        builder.Services.AddSingleton(settings);
        builder.Services.AddHostedService<TelemetryExport>();
        if (settings.Problem is null)
            Export(builder.Services.AddOpenTelemetry(), source, settings);
    }

    private static void Export(OpenTelemetryBuilder telemetry, TelemetrySource source, TelemetrySettings settings)
    {
        var exports = source.Meter.CreateCounter<long>(
            "k8srouter_telemetry_exports_total", description: "Batches of own metrics and spans sent by OTLP, by result.");
        // The environment comes last, and wins.
        telemetry.ConfigureResource(resource => resource
            .Clear()
            .AddService(source.ServiceName, serviceVersion: source.ServiceVersion)
            .AddTelemetrySdk()
            .AddAttributes(source.Attributes)
            .AddEnvironmentVariableDetector());
        if (settings.Metrics is { } metrics)
        {
            telemetry.WithMetrics(meters => meters
                .AddMeter(source.Meter.Name, RuntimeMeter)
                .AddReader(services => CreateReader(services, metrics, settings.Temporality, exports)));
        }
        if (settings.Traces is { } traces)
        {
            telemetry.WithTracing(spans => spans
                .AddSource(source.SpanSource)
                .AddProcessor(services => CreateProcessor(services, traces, exports)));
        }
    }

    private static PeriodicExportingMetricReader CreateReader(
        IServiceProvider services, OtlpSignal signal, MetricReaderTemporalityPreference temporality, Counter<long> exports)
    {
        var options = services.GetRequiredService<IOptions<PeriodicExportingMetricReaderOptions>>().Value;
        return new(
            new WatchedMetricExporter(signal.ToOptions(), CreateWatch(services, "metrics", exports)),
            options.ExportIntervalMilliseconds ?? 60_000, options.ExportTimeoutMilliseconds ?? 30_000)
        {
            TemporalityPreference = temporality,
        };
    }

    private static BatchActivityExportProcessor CreateProcessor(
        IServiceProvider services, OtlpSignal signal, Counter<long> exports)
    {
        var options = services.GetRequiredService<IOptions<BatchExportActivityProcessorOptions>>().Value;
        return new(
            new WatchedTraceExporter(signal.ToOptions(), CreateWatch(services, "traces", exports)), options.MaxQueueSize,
            options.ScheduledDelayMilliseconds, options.ExporterTimeoutMilliseconds, options.MaxExportBatchSize);
    }

    private static ExportWatch CreateWatch(IServiceProvider services, string signal, Counter<long> exports) =>
        new(signal, exports, services.GetRequiredService<ILoggerFactory>().CreateLogger(TelemetryLog.Category));
}

using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace K8sRouter.Core.Telemetry;

/// <summary>Sends metrics, and says how it went: the library itself only tells its event source.</summary>
internal sealed class WatchedMetricExporter(OtlpExporterOptions options, ExportWatch watch) : OtlpMetricExporter(options)
{
    public override ExportResult Export(in Batch<OpenTelemetry.Metrics.Metric> batch) => watch.Note(base.Export(batch));
}

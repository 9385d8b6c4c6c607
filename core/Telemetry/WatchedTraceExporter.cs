using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace K8sRouter.Core.Telemetry;

/// <summary>Sends spans, and says how it went: the library itself only tells its event source.</summary>
internal sealed class WatchedTraceExporter(OtlpExporterOptions options, ExportWatch watch) : OtlpTraceExporter(options)
{
    public override ExportResult Export(in Batch<Activity> batch) => watch.Note(base.Export(batch));
}

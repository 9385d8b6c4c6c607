using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>An OpenTelemetry collector, or whatever receives OTLP over HTTP: the address is used as it is.</summary>
internal static class OtelCollectorType
{
    /// <summary>Not compressed: a collector is near most often, where bytes cost less than the time to compress them.</summary>
    private static readonly OtlpFormat Format = new();

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.OtelCollector,
        DisplayName = "OpenTelemetry Collector",
        Fields = [Url("endpoint", "Complete address that traces are posted to; no path is added.")],
        Exporter = context => new OtlpExporter(context, fields => new(fields.Get("endpoint")), Format),
    };
}

using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>Grafana Cloud: the OTLP gateway of a stack.</summary>
internal static class GrafanaType
{
    private static readonly OtlpFormat Format = new() { Gzip = true };

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Grafana,
        DisplayName = "Grafana Cloud",
        Fields =
        [
            Secret("apiKey", "Access token with the right to write traces."),
            Text("instanceId", "Number of the stack's instance."),
            Url("baseUrl", "Address of the OTLP gateway, without path.", "https://otlp-gateway-prod-us-west-0.grafana.net"),
        ],
        Exporter = context => new OtlpExporter(context, Request, Format),
    };

    private static DestinationRequest? Request(DestinationFields fields) => fields.Get("apiKey") is { } token
        ? new(fields.Address("baseUrl", "/otlp/v1/traces"), AuthorizationHeader.Basic(fields.Get("instanceId"), token))
        : null;
}

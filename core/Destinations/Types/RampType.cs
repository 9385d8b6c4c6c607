using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>Ramp: its endpoint takes what the API that clients know sends, OTLP as JSON under the common names.</summary>
internal static class RampType
{
    private static readonly OtlpFormat Format = new() { Encoding = OtlpEncoding.Json, Dialect = SpanDialect.Common };

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Ramp,
        DisplayName = "Ramp",
        Fields =
        [
            Secret("apiKey", "API key."),
            Url("baseUrl", "Complete address of the usage API; no path is added.",
                "https://api.ramp.com/developer/v1/ai-usage/openrouter"),
        ],
        Exporter = context => new OtlpExporter(context, Request, Format),
    };

    private static DestinationRequest? Request(DestinationFields fields) => fields.Get("apiKey") is { } key
        ? new(fields.Get("baseUrl"), AuthorizationHeader.Bearer(key))
        : null;
}

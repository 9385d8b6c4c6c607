using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>Any HTTP endpoint: OTLP as JSON under the common names, neither compressed nor signed.</summary>
internal static class WebhookType
{
    private static readonly OtlpFormat Format = new()
    {
        Encoding = OtlpEncoding.Json,
        Dialect = SpanDialect.Common,
        EmptyProbe = true,
    };

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Webhook,
        DisplayName = "Webhook",
        Fields =
        [
            Url("url", "Address that takes OTLP JSON.") with { Secret = true },
            Text("method", "HTTP method.", "POST") with { AllowedValues = ["POST", "PUT"] },
        ],
        Exporter = context => new OtlpExporter(context, Request, Format),
    };

    private static DestinationRequest Request(DestinationFields fields) =>
        new(fields.Get("url")) { Method = fields.Get("method") == "PUT" ? HttpMethod.Put : HttpMethod.Post };
}

using K8sRouter.Core.Destinations.Native;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>
/// Datadog LLM Observability by its own spans API: the address that it is configured with is that API's, and its OTLP intake lies
/// on another host and knows no application's name.
/// </summary>
internal static class DatadogType
{
    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Datadog,
        DisplayName = "Datadog",
        Fields =
        [
            Secret("apiKey", "API key."),
            Text("mlApp", "Name of the application in LLM Observability."),
            Url("url", "Address of the API of your Datadog site.", "https://api.us5.datadoghq.com"),
        ],
        Exporter = context => new NativeExporter(
            context, _ => Request(context.Fields),
            new() { Write = (body, trace, batch) => DatadogSpans.Write(body.Bytes, context.Fields.Get("mlApp")!, trace, batch) }),
    };

    private static DestinationRequest? Request(DestinationFields fields) => fields.Get("apiKey") is { } key
        ? new(fields.Address("url", "/api/intake/llm-obs/v1/trace/spans"), new KeyValuePair<string, string>("DD-API-KEY", key))
        : null;
}

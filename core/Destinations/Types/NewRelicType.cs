using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>New Relic: values of attributes are cut at its limit.</summary>
internal static class NewRelicType
{
    private static readonly OtlpFormat Format = new() { Gzip = true, MaxAttributeCharacters = 4095 };

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.NewRelic,
        DisplayName = "New Relic",
        Fields =
        [
            Secret("licenseKey", "Ingest licence key."),
            Text("region", "Region of the account.", "us") with { AllowedValues = ["us", "eu"] },
        ],
        Exporter = context => new OtlpExporter(context, Request, Format),
    };

    private static DestinationRequest? Request(DestinationFields fields) => fields.Get("licenseKey") is { } key
        ? new(
            fields.Get("region") == "eu" ? "https://otlp.eu01.nr-data.net/v1/traces" : "https://otlp.nr-data.net/v1/traces",
            new KeyValuePair<string, string>("api-key", key))
        : null;
}

using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>Comet Opik.</summary>
internal static class OpikType
{
    private static readonly OtlpFormat Format = new()
    {
        Dialect = GenAiConventions.Dialect with
        {
            Names = GenAiConventions.Names.With("session.id", "session.id", "gen_ai.conversation.id", "thread_id"),
        },
    };

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Opik,
        DisplayName = "Opik",
        Fields =
        [
            Secret("apiKey", "API key."),
            Text("workspace", "Name of the workspace."),
            Text("projectName", "Name of the project."),
        ],
        Exporter = context => new OtlpExporter(context, Request, Format),
    };

    private static DestinationRequest? Request(DestinationFields fields) => fields.Get("apiKey") is { } key
        ? new(
            "https://www.comet.com/opik/api/v1/private/otel/v1/traces",
            AuthorizationHeader.Of(key),
            new("projectName", fields.Get("projectName")!),
            new("Comet-Workspace", fields.Get("workspace")!))
        : null;
}

using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>W&amp;B Weave: the project is named by attributes of the resource.</summary>
internal static class WeaveType
{
    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Weave,
        DisplayName = "W&B Weave",
        Fields =
        [
            Secret("apiKey", "API key."),
            Text("entity", "User or team."),
            Text("project", "Name of the project."),
            Url("baseUrl", "Address of the trace API.", "https://trace.wandb.ai"),
        ],
        Exporter = context => new OtlpExporter(context, Request, Format(context.Fields)),
    };

    private static OtlpFormat Format(DestinationFields fields) => new()
    {
        Gzip = true,
        Dialect = GenAiConventions.Dialect with
        {
            Names = GenAiConventions.Names.With("session.id", "session.id", "gen_ai.conversation.id", "wandb.thread_id"),
            AddToResource = (attributes, _, _) =>
            {
                attributes.Add("wandb.entity", fields.Get("entity"));
                attributes.Add("wandb.project", fields.Get("project"));
            },
        },
    };

    private static DestinationRequest? Request(DestinationFields fields) => fields.Get("apiKey") is { } key
        ? new(fields.Address("baseUrl", "/otel/v1/traces"), new KeyValuePair<string, string>("wandb-api-key", key))
        : null;
}

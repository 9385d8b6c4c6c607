using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>LangSmith: its own kinds of runs, names of traces, threads and metadata.</summary>
internal static class LangSmithType
{
    private static readonly OtlpFormat Format = new()
    {
        Dialect = GenAiConventions.Dialect with
        {
            Names = GenAiConventions.Names
                .With("span.type", "langsmith.span.kind")
                .With("trace.name", "langsmith.trace.name")
                .With("session.id", "langsmith.trace.session_id", "gen_ai.conversation.id")
                .WithMetadata("langsmith.metadata."),
            GenerationType = "llm",
            StepType = "chain",
        },
    };

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.LangSmith,
        DisplayName = "LangSmith",
        Fields =
        [
            Secret("apiKey", "API key."),
            Url("endpoint", "Address of the API.", "https://api.smith.langchain.com"),
            Text("project", "Name of the project.", "main"),
            Optional("workspaceId", "Workspace, for keys that reach several."),
        ],
        Exporter = context => new OtlpExporter(context, Request, Format),
    };

    private static DestinationRequest? Request(DestinationFields fields)
    {
        if (fields.Get("apiKey") is not { } key)
            return null;
        var headers = new List<KeyValuePair<string, string>>
        {
            new("x-api-key", key),
            new("Langsmith-Project", fields.Get("project")!),
        };
        if (fields.Get("workspaceId") is { } workspace)
            headers.Add(new("X-Tenant-Id", workspace));
        return new(fields.Address("endpoint", "/otel/v1/traces"), headers);
    }
}

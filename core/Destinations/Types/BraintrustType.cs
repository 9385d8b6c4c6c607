using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>Braintrust: OTLP with its own names for input, output, metrics and metadata.</summary>
internal static class BraintrustType
{
    private static readonly OtlpFormat Format = new()
    {
        Dialect = GenAiConventions.Dialect with
        {
            Names = GenAiConventions.Names
                .With("gen_ai.prompt", "braintrust.input_json")
                .With("gen_ai.completion", "braintrust.output_json")
                .With("span.input")
                .With("span.output")
                .With("trace.input")
                .With("trace.output")
                .With("user.id", "braintrust.metadata.user_id", "user.id")
                .With("session.id", "braintrust.metadata.session_id", "session.id", "gen_ai.conversation.id")
                .WithMetadata("braintrust.metadata."),
            AddToRoot = AddToRoot,
        },
    };

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Braintrust,
        DisplayName = "Braintrust",
        Fields =
        [
            Secret("apiKey", "API key."),
            Text("projectId", "Id of the project that receives the logs."),
            Url("baseUrl", "Address of the API.", "https://api.braintrust.dev"),
        ],
        Exporter = context => new OtlpExporter(context, Request, Format),
    };

    private static DestinationRequest? Request(DestinationFields fields) => fields.Get("apiKey") is { } key
        ? new(
            fields.Address("baseUrl", "/otel/v1/traces"),
            AuthorizationHeader.Bearer(key),
            new("x-bt-parent", "project_id:" + fields.Get("projectId")))
        : null;

    private static void AddToRoot(RootSpan root)
    {
        var (attributes, record) = (root.Attributes, root.Record);
        attributes.Add("braintrust.span_attributes", """{"type":"llm"}""");
        attributes.Add("braintrust.metrics.prompt_tokens", record.Usage?.Prompt);
        attributes.Add("braintrust.metrics.completion_tokens", record.Usage?.Completion);
        attributes.Add("braintrust.metrics.tokens", record.Usage?.Total);
        attributes.Add("braintrust.metrics.prompt_cached_tokens", record.Usage?.Cached);
        attributes.Add("braintrust.metrics.completion_reasoning_tokens", record.Usage?.Reasoning);
        attributes.Add("braintrust.metrics.estimated_cost", record.Cost?.Total);
        attributes.Add("braintrust.metrics.time_to_first_token", record.Timings.FirstToken / 1000);
    }
}

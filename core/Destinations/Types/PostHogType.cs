using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>PostHog: one span a generation, which its endpoint turns into one event, under the conventions' names.</summary>
internal static class PostHogType
{
    private static readonly OtlpFormat Format = new()
    {
        Dialect = GenAiConventions.Dialect with
        {
            Names = GenAiConventions.Names
                .With("trace.name", "trace_name")
                .With("session.id", "$ai_session_id", "gen_ai.conversation.id")
                .With("gen_ai.prompt")
                .With("gen_ai.completion")
                .With("span.input")
                .With("span.output")
                .With("trace.input")
                .With("trace.output")
                .WithMetadata("metadata_"),
            RootOnly = true,
            AddToRoot = AddMessages,
            AddToResource = (attributes, record, _) => attributes.Add("posthog.distinct_id", record.ExternalUser),
        },
    };

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.PostHog,
        DisplayName = "PostHog",
        Fields =
        [
            Secret("apiKey", "Project API key."),
            Url("endpoint", "Address of the ingestion host.", "https://us.i.posthog.com"),
        ],
        Exporter = context => new OtlpExporter(context, Request, Format),
    };

    private static DestinationRequest? Request(DestinationFields fields) => fields.Get("apiKey") is { } key
        ? new(fields.Address("endpoint", "/i/v0/ai/otel"), AuthorizationHeader.Bearer(key))
        : null;

    private static void AddMessages(RootSpan root)
    {
        if (root.Content is not { } content)
            return;
        GenAiMessages.WriteInput(root.Scratch, content);
        root.Attributes.Add(["gen_ai.input.messages"], root.Scratch.Span);
        GenAiMessages.WriteOutput(root.Scratch, content, root.Record.FinishReason);
        root.Attributes.Add(["gen_ai.output.messages"], root.Scratch.Span);
    }
}

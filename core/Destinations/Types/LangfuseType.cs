using System.Globalization;
using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>Langfuse: its own names for what it shows, and usage and costs as it adds them up.</summary>
internal static class LangfuseType
{
    private static readonly AttributeNames Names = GenAiConventions.Names
        .With("trace.name", "langfuse.trace.name")
        .With("user.id", "langfuse.user.id", "user.id")
        .With("session.id", "langfuse.session.id", "session.id")
        .With("span.type", "langfuse.observation.type")
        .With("span.level", "langfuse.observation.level")
        .With("span.status_message", "langfuse.observation.status_message")
        .With("gen_ai.response.model", "gen_ai.response.model", "langfuse.observation.model.name")
        .With("gen_ai.usage.total_cost", "gen_ai.usage.total_cost", "gen_ai.usage.cost")
        .With("span.input", "langfuse.observation.input")
        .With("span.output", "langfuse.observation.output")
        .With("trace.input", "langfuse.trace.input")
        .With("trace.output", "langfuse.trace.output")
        .WithPrefix(TraceNames.Metadata, "langfuse.trace.metadata.")
        .WithPrefix(TraceNames.SpanMetadata, "langfuse.observation.metadata.");

    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Langfuse,
        DisplayName = "Langfuse",
        Fields =
        [
            Text("publicKey", "Public key of the project."),
            Secret("secretKey", "Secret key of the project."),
            Url("baseUrl", "Address of Langfuse, without path.", "https://us.cloud.langfuse.com"),
        ],
        Exporter = context => new OtlpExporter(context, Request, Format(context.Destination.Include.MetadataKeys)),
    };

    private static OtlpFormat Format(IReadOnlyList<string>? allowedKeys) => new()
    {
        Gzip = true,
        Dialect = GenAiConventions.Dialect with
        {
            Names = Names,
            AddToRoot = root =>
            {
                AddDeployment(root.Attributes, root.Caller, allowedKeys);
                AddToRoot(root);
            },
            AddToResource = (attributes, _, caller) => AddDeployment(attributes, caller, allowedKeys),
        },
    };

    private static DestinationRequest? Request(DestinationFields fields) => fields.Get("secretKey") is { } key
        ? new(
            fields.Address("baseUrl", "/api/public/otel/v1/traces"),
            AuthorizationHeader.Basic(fields.Get("publicKey"), key),
            new("x-langfuse-ingestion-version", "4"))
        : null;

    private static void AddToRoot(RootSpan root)
    {
        var (attributes, scratch, record) = (root.Attributes, root.Scratch, root.Record);
        if (record.Timings.FirstToken is { } firstToken)
        {
            var started = record.CreatedAt.AddMilliseconds(firstToken).UtcDateTime;
            attributes.Add("langfuse.observation.completion_start_time", started.ToString("O", CultureInfo.InvariantCulture));
        }
        if (record.Usage is { Prompt: { } prompt, Completion: { } completion } usage)
        {
            JsonObjectText.Write(
                scratch, ("input", prompt), ("output", completion), ("total", usage.Total ?? (prompt + completion)));
            attributes.Add(["langfuse.observation.usage_details"], scratch.Span);
        }
        if (record.Cost is { } cost)
        {
            JsonObjectText.Write(
                scratch, ("input", (double)cost.Prompt), ("output", (double)cost.Completion), ("total", (double)cost.Total));
            attributes.Add(["langfuse.observation.cost_details"], scratch.Span);
        }
    }

    /// <summary>Both are the caller's own keys too, and go only where those may.</summary>
    private static void AddDeployment(AttributeWriter attributes, TraceFields caller, IReadOnlyList<string>? allowedKeys)
    {
        attributes.Add("langfuse.environment", caller.Custom("environment", allowedKeys));
        attributes.Add("langfuse.release", caller.Custom("release", allowedKeys));
    }
}

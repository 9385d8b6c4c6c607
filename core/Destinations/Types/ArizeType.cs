using K8sRouter.Core.Destinations.Otlp;
using static K8sRouter.Core.Destinations.Types.DestinationFieldKinds;

namespace K8sRouter.Core.Destinations.Types;

/// <summary>
/// Arize AX: OpenInference attributes, which are all that it reads. No tokens, costs or times, as with the API that clients know.
/// </summary>
internal static class ArizeType
{
    public static readonly DestinationType Type = new()
    {
        Name = DestinationTypes.Arize,
        DisplayName = "Arize",
        Fields =
        [
            Secret("apiKey", "API key of the Arize space."),
            Secret("spaceKey", "Key of the space that receives the traces."),
            Text("modelId", "Name of the project in Arize."),
            Url("baseUrl", "Address of Arize's OTLP endpoint.", "https://otlp.arize.com"),
        ],
        Exporter = context => new OtlpExporter(context, Request, Format(context.Fields)),
    };

    private static readonly AttributeNames Names = AttributeNames.Common
        .With("service.name", "service.name")
        .With("service.version", "service.version")
        .With("openrouter.trace.id", "openrouter.trace.id")
        .With("openinference.project.name", "openinference.project.name")
        .With("model_id", "model_id")
        .With("span.type", "openinference.span.kind")
        .With("trace.name", "metadata.trace_name")
        .With("user.id", "user.id")
        .With("session.id", "session.id")
        .With("gen_ai.system", "llm.system")
        .With("gen_ai.provider.name", "llm.provider")
        .With("gen_ai.response.model", "llm.model_name")
        .With("gen_ai.response.id", "metadata.generation_id")
        .With("gen_ai.response.finish_reason", "metadata.finish_reason")
        .With("gen_ai.prompt", "input.value")
        .With("gen_ai.completion", "output.value")
        .With("input.mime_type", "input.mime_type")
        .With("output.mime_type", "output.mime_type")
        .With("exception.type", "exception.type")
        .With("exception.message", "exception.message")
        .With("keys", "keys")
        .With("reason", "reason")
        .With("limit", "limit")
        .With("trace.metadata.openrouter.input_unit_price")
        .With("trace.metadata.openrouter.output_unit_price")
        .With("trace.metadata.openrouter.router_latency_ms")
        .With("trace.metadata.openrouter.provider_request_ms")
        .With("trace.metadata.openrouter.provider_headers_ms")
        .With("trace.metadata.openrouter.first_token_ms")
        .With("trace.metadata.openrouter.provider_body_end_ms")
        .With("trace.metadata.openrouter.provider_time_to_first_token_ms")
        .With("trace.metadata.openrouter.inter_token_latency_ms")
        .With("trace.metadata.provider_responses")
        .WithMetadata("metadata.")
        .WithPrefix("k8srouter.", "metadata.k8srouter.")
        .OnlyListed();

    private static OtlpFormat Format(DestinationFields fields) => new()
    {
        Dialect = new()
        {
            Names = Names,
            GenerationType = "LLM",
            StepType = "CHAIN",
            AddToResource = (attributes, _, _) =>
            {
                attributes.Add("openinference.project.name", fields.Get("modelId"));
                attributes.Add("model_id", fields.Get("modelId"));
            },
            AddToRoot = root =>
            {
                if (root.Content is null)
                    return;
                root.Attributes.Add("input.mime_type", "application/json");
                root.Attributes.Add("output.mime_type", "application/json");
            },
        },
    };

    private static DestinationRequest? Request(DestinationFields fields) =>
        fields.Get("apiKey") is { } key && fields.Get("spaceKey") is { } space
            ? new(
                fields.Address("baseUrl", "/v1/traces"),
                new("api_key", key), new("space_id", space), new("arize-space-id", space), AuthorizationHeader.Of(key))
            : null;
}

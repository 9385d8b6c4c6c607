using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>The root span's attributes, group by group.</summary>
internal static class RootAttributes
{
    private static readonly string[] InputKeys = ["gen_ai.prompt", "span.input", "trace.input"];
    private static readonly string[] OutputKeys = ["gen_ai.completion", "span.output", "trace.output"];

    /// <param name="attributes">Takes them.</param>
    /// <param name="scratch">Memory for values that are put together.</param>
    /// <param name="record">The generation.</param>
    /// <param name="content">Its content; null: it isn't told.</param>
    /// <param name="destination">Decides on opt-in groups and custom metadata.</param>
    /// <param name="caller">What the caller said about the trace.</param>
    /// <param name="failure">What went wrong; null: nothing did.</param>
    public static void Write(
        AttributeWriter attributes, JsonBuffer scratch, GenerationRecord record, ContentJson? content,
        DestinationEntry destination,
        TraceFields caller, string? failure)
    {
        AddSpan(attributes, record, caller, failure);
        AddModel(attributes, scratch, record);
        AddUsage(attributes, record);
        if (content is not null)
            AddContent(attributes, scratch, content);
        foreach (var (key, value) in ContentReference.Attributes(record, destination))
            attributes.Add(key, value);
        AddRouter(attributes, scratch, record);
        caller.AddCustom(attributes, destination.Include.MetadataKeys);
        OptInAttributes.Add(attributes, record, destination.Include);
    }

    public static string Operation(GenerationRecord record) => record.Api switch
    {
        GenerationApis.Embeddings => "embeddings",
        GenerationApis.Completions => "text_completion",
        _ => "chat",
    };

    private static void AddSpan(AttributeWriter attributes, GenerationRecord record, TraceFields caller, string? failure)
    {
        attributes.Add("trace.name", caller.TraceName ?? TraceNames.DefaultTrace);
        attributes.Add("user.id", record.ExternalUser);
        attributes.Add("session.id", record.SessionId);
        attributes.Add("span.type", attributes.Dialect.GenerationType);
        attributes.Add("span.level", failure is null ? "DEFAULT" : "ERROR");
        attributes.Add("span.status_message", failure);
    }

    private static void AddModel(AttributeWriter attributes, JsonBuffer scratch, GenerationRecord record)
    {
        int slash = record.Model.IndexOf('/', StringComparison.Ordinal);
        string author = slash > 0 ? record.Model[..slash] : record.Model;
        attributes.Add("gen_ai.operation.name", Operation(record));
        attributes.Add("gen_ai.system", author);
        attributes.Add("gen_ai.provider.name", author);
        attributes.Add("gen_ai.request.model", WithoutVariant(record.RequestedModel));
        attributes.Add("gen_ai.response.model", record.Model);
        attributes.Add("gen_ai.response.id", record.Id);
        attributes.Add("gen_ai.response.finish_reason", record.FinishReason);
        if (record.FinishReason is not { } reason)
            return;
        scratch.Reset();
        TraceTexts.WriteFinishReasons(scratch, reason);
        attributes.Add(["gen_ai.response.finish_reasons"], scratch.Span);
    }

    private static void AddUsage(AttributeWriter attributes, GenerationRecord record)
    {
        if (record.Usage is { } usage)
        {
            attributes.Add("gen_ai.usage.input_tokens", usage.Prompt);
            attributes.Add("gen_ai.usage.output_tokens", usage.Completion);
            attributes.Add("gen_ai.usage.total_tokens", usage.Total);
            attributes.Add("gen_ai.usage.input_tokens.cached", usage.Cached);
            attributes.Add("gen_ai.usage.input_tokens.cache_write", usage.CacheWrite);
            attributes.Add("gen_ai.usage.input_tokens.cache_write_5m", usage.CacheWrite - usage.CacheWrite1h);
            attributes.Add("gen_ai.usage.input_tokens.cache_write_1h", usage.CacheWrite1h);
            attributes.Add("gen_ai.usage.input_tokens.audio", usage.AudioPrompt);
            attributes.Add("gen_ai.usage.output_tokens.reasoning", usage.Reasoning);
            attributes.Add("gen_ai.usage.output_tokens.image", usage.CompletionImages);
        }
        attributes.Add("gen_ai.usage.input_cost", record.Cost?.Prompt);
        attributes.Add("gen_ai.usage.output_cost", record.Cost?.Completion);
        attributes.Add("gen_ai.usage.total_cost", record.Cost?.Total);
    }

    private static void AddContent(AttributeWriter attributes, JsonBuffer scratch, ContentJson content)
    {
        attributes.Add(InputKeys, MultimodalParts.Strip(content.Input, scratch));
        scratch.Reset();
        TraceTexts.WriteCompletion(scratch, content);
        attributes.Add(OutputKeys, scratch.Span);
    }

    private static void AddRouter(AttributeWriter attributes, JsonBuffer scratch, GenerationRecord record)
    {
        var timings = record.Timings;
        attributes.Add(TraceNames.Router + "source", TraceNames.Service);
        attributes.Add(TraceNames.Router + "entity_id", record.WorkspaceId);
        attributes.Add(TraceNames.Router + "api_key_name", record.ApiKeyName);
        attributes.Add(TraceNames.Router + "router_latency_ms", timings.ProviderRequest);
        attributes.Add(TraceNames.Router + "provider_request_ms", timings.ProviderRequest);
        attributes.Add(TraceNames.Router + "provider_headers_ms", timings.ProviderHeaders);
        attributes.Add(TraceNames.Router + "first_token_ms", timings.FirstToken);
        attributes.Add(TraceNames.Router + "provider_body_end_ms", timings.ProviderBodyEnd);
        attributes.Add(TraceNames.Router + "provider_time_to_first_token_ms", timings.FirstToken - timings.ProviderRequest);
        attributes.Add(TraceNames.Router + "inter_token_latency_ms", InterTokenLatency(record));
        attributes.Add(TraceNames.Router + "provider_name", record.ProviderName);
        attributes.Add(TraceNames.Router + "provider_slug", record.ProviderSlug);
        attributes.Add(TraceNames.Router + "finish_reason", record.NativeFinishReason);
        attributes.Add(TraceNames.Router + "input_unit_price", record.InputUnitPrice);
        attributes.Add(TraceNames.Router + "output_unit_price", record.OutputUnitPrice);
        if (record.Attempts.Count == 0)
            return;
        scratch.Reset();
        TraceTexts.WriteAttempts(scratch, record);
        attributes.Add([TraceNames.Metadata + "provider_responses"], scratch.Span);
    }

    /// <summary>Needs two tokens and the two milestones between which they came.</summary>
    private static double? InterTokenLatency(GenerationRecord record) =>
        record.Usage?.Completion is > 1 and var tokens
            ? (record.Timings.ProviderBodyEnd - record.Timings.FirstToken) / (tokens - 1)
            : null;

    private static string WithoutVariant(string model)
    {
        int colon = model.LastIndexOf(':');
        return colon > 0 && model[colon..] is ":free" or ":nitro" or ":floor" ? model[..colon] : model;
    }
}

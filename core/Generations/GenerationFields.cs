using System.Globalization;
using System.Text.Json;

namespace K8sRouter.Core.Generations;

/// <summary>
/// The one table of the fields of <c>GET generation</c> and where each comes from. Unknown is null; only <c>total_cost</c> and
/// <c>usage</c>, of which the API demands numbers, are then 0.
/// </summary>
public static class GenerationFields
{
    /// <summary>Every field, in the order in which answers have them.</summary>
    public static IReadOnlyList<GenerationField> All { get; } =
    [
        Text("id", "id", r => r.Id),
        Text("request_id", "request id", r => r.RequestId),
        Text("upstream_id", "the provider's id of the answer", r => r.UpstreamId),
        Text("session_id", "the request's session", r => r.SessionId),
        Absent("response_cache_source_id", "no response cache"),
        Text("created_at", "arrival of the request, ISO 8601 in UTC", r => Iso(r.CreatedAt)),
        Text("model", "canonical slug", r => r.CanonicalSlug),
        Text("provider_name", "the provider that served", r => r.ProviderName),
        new("provider_responses", "every attempt in order, failed ones included", WriteAttempts),
        Text("api_type", "completions for chat, completions, responses and messages; embeddings", ApiType),
        Absent("router", "the router never chooses a model"),
        Flag("streamed", "whether the caller asked for a stream", r => r.Streamed),
        Flag("cancelled", "whether the caller went away", r => r.Cancelled),
        Text("finish_reason", "normalised; error where the call failed", r => r.FinishReason ?? (HasFailed(r) ? "error" : null)),
        Text("native_finish_reason", "as the provider wrote it; router_crashed where the router ended before it could",
            NativeFinishReason),
        Milliseconds("latency", "serving attempt's headers", r => r.Timings.ProviderHeaders - r.Timings.ProviderRequest),
        Milliseconds("generation_time", "headers to end", r => r.Timings.ProviderBodyEnd - r.Timings.ProviderHeaders),
        Absent("moderation_latency", "no moderation"),
        Number("tokens_prompt", "the provider's count", r => r.Usage?.Prompt),
        Number("tokens_completion", "the provider's count", r => r.Usage?.Completion),
        Number("native_tokens_prompt", "the provider's count", r => r.Usage?.Prompt),
        Number("native_tokens_completion", "the provider's count", r => r.Usage?.Completion),
        Number("native_tokens_completion_images", "the provider's count", r => r.Usage?.CompletionImages),
        Number("native_tokens_reasoning", "the provider's count", r => r.Usage?.Reasoning),
        Number("native_tokens_cached", "the provider's count", r => r.Usage?.Cached),
        Number("num_media_prompt", "media in the prompt", r => r.NumMediaPrompt),
        Absent("num_media_completion", "not counted"),
        Absent("num_input_audio_prompt", "not counted"),
        Absent("num_search_results", "no web plugin"),
        Absent("num_fetches", "no web plugin"),
        Absent("web_search_engine", "no web plugin"),
        Number("total_cost", "cost before any discount; 0 where unpriced", r => r.Cost?.Total ?? 0),
        Number("usage", "what is charged; 0 where unpriced", r => r.Cost?.Charged ?? 0),
        Number("upstream_inference_cost", "cost on the workspace's own key; else 0", r => r.IsByok ? r.Cost?.Total : 0),
        Number("cache_discount", "what reading from the provider's cache saved", r => r.Cost?.CacheDiscount),
        Flag("is_byok", "whether the workspace's own provider key was used", r => r.IsByok),
        Text("service_tier", "as the provider reported it", r => r.ServiceTier),
        Text("data_region", "the workspace's region", r => r.DataRegion),
        Text("workspace_id", "the workspace's UUID", r => r.WorkspaceId),
        Absent("preset_id", "no presets"),
        Absent("app_id", "applications have no ids"),
        Text("origin", "HTTP-Referer header; empty: none", r => r.Origin),
        Text("http_referer", "HTTP-Referer header", r => r.Origin.Length > 0 ? r.Origin : null),
        Text("user_agent", "User-Agent header", r => r.UserAgent),
        Text("external_user", "the request's user", r => r.ExternalUser),
    ];

    /// <summary>Writes all fields as one object.</summary>
    public static void Write(Utf8JsonWriter json, GenerationRecord record)
    {
        json.WriteStartObject();
        foreach (var field in All)
        {
            json.WritePropertyName(field.Name);
            field.WriteValue(json, record);
        }
        json.WriteEndObject();
    }

    private static bool HasFailed(GenerationRecord record) =>
        record.Outcome is GenerationOutcomes.Failed or GenerationOutcomes.RouterCrashed;

    private static string? NativeFinishReason(GenerationRecord record) =>
        record.NativeFinishReason
            ?? (record.Outcome == GenerationOutcomes.RouterCrashed ? GenerationOutcomes.RouterCrashed : null);

    private static string ApiType(GenerationRecord record) =>
        record.Api == GenerationApis.Embeddings ? "embeddings" : "completions";

    private static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void WriteAttempts(Utf8JsonWriter json, GenerationRecord record)
    {
        json.WriteStartArray();
        foreach (var attempt in record.Attempts)
        {
            json.WriteStartObject();
            json.WriteString("endpoint_id", attempt.EndpointId);
            if (attempt.UpstreamId is not null)
                json.WriteString("id", attempt.UpstreamId);
            json.WriteBoolean("is_byok", attempt.IsByok);
            json.WriteNumber("latency", Round(attempt.Latency));
            json.WriteString("model_permaslug", attempt.ModelPermaslug);
            json.WriteString("provider_name", attempt.ProviderName);
            if (attempt.Status is { } status)
                json.WriteNumber("status", status);
            else
                json.WriteNull("status");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static GenerationField Text(string name, string source, Func<GenerationRecord, string?> value) =>
        new(name, source, (json, record) => json.WriteStringValue(value(record)));

    private static GenerationField Flag(string name, string source, Func<GenerationRecord, bool> value) =>
        new(name, source, (json, record) => json.WriteBooleanValue(value(record)));

    private static GenerationField Number(string name, string source, Func<GenerationRecord, decimal?> value) =>
        new(name, source, (json, record) =>
        {
            if (value(record) is { } number)
                json.WriteNumberValue(number);
            else
                json.WriteNullValue();
        });

    private static GenerationField Milliseconds(string name, string source, Func<GenerationRecord, double?> value) =>
        new(name, source, (json, record) =>
        {
            if (value(record) is { } milliseconds && double.IsFinite(milliseconds))
                json.WriteNumberValue(Round(milliseconds));
            else
                json.WriteNullValue();
        });

    private static GenerationField Absent(string name, string why) => new(name, why, static (json, _) => json.WriteNullValue());

    /// <summary>Whole milliseconds, as the API has them.</summary>
    private static long Round(double milliseconds) => (long)Math.Round(milliseconds);
}

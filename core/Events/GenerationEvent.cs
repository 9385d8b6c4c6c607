using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Events;

/// <summary>
/// Tells the rest of a platform that a generation ended: a CloudEvents 1.0 envelope in JSON around a few facts. No content,
/// no error text, no key.
/// </summary>
public static class GenerationEvent
{
    /// <summary>The event's type; the number grows when <c>data</c> changes in a way that breaks readers.</summary>
    public const string Type = "io.k8srouter.generation.v1";

    /// <summary>Who sends it.</summary>
    public static string Source(GenerationRecord record) => $"/k8srouter/workspaces/{record.Workspace}/sidecars/{record.Sidecar}";

    /// <summary>Writes the event.</summary>
    public static void Write(Utf8JsonWriter writer, GenerationRecord record)
    {
        writer.WriteStartObject();
        writer.WriteString("specversion"u8, "1.0");
        writer.WriteString("id"u8, record.Id);
        writer.WriteString("source"u8, Source(record));
        writer.WriteString("type"u8, Type);
        writer.WriteString("time"u8, record.CreatedAt.AddMilliseconds(record.Timings.End ?? 0).UtcDateTime);
        writer.WriteString("datacontenttype"u8, "application/json");
        writer.WriteStartObject("data"u8);
        WriteData(writer, record);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter writer, GenerationRecord record)
    {
        writer.WriteString("generation_id"u8, record.Id);
        writer.WriteString("request_id"u8, record.RequestId);
        writer.WriteString("workspace"u8, record.Workspace);
        writer.WriteString("workspace_id"u8, record.WorkspaceId);
        writer.WriteString("api"u8, record.Api);
        writer.WriteString("model"u8, record.Model);
        writer.WriteString("provider"u8, record.ProviderSlug);
        writer.WriteString("outcome"u8, record.Outcome);
        writer.WriteNumber("status"u8, record.StatusCode);
        writer.WriteString("error_type"u8, record.ErrorType);
        writer.WriteString("finish_reason"u8, record.FinishReason);
        writer.WriteBoolean("streamed"u8, record.Streamed);
        writer.WriteNumber("attempts"u8, record.Attempts.Count);
        WriteNumber(writer, "prompt_tokens", record.Usage?.Prompt);
        WriteNumber(writer, "completion_tokens", record.Usage?.Completion);
        WriteNumber(writer, "total_tokens", record.Usage?.Total);
        WriteNumber(writer, "cost", record.Cost?.Charged);
        WriteMilliseconds(writer, "latency_ms", record.Timings.ProviderHeaders);
        WriteMilliseconds(writer, "first_token_ms", record.Timings.FirstToken);
        WriteMilliseconds(writer, "duration_ms", record.Timings.End);
        writer.WriteString("session_id"u8, record.SessionId);
        writer.WriteString("api_key_name"u8, record.ApiKeyName);
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } known)
            writer.WriteNumber(name, known);
        else
            writer.WriteNull(name);
    }

    private static void WriteMilliseconds(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } known && double.IsFinite(known))
            writer.WriteNumber(name, known);
        else
            writer.WriteNull(name);
    }
}

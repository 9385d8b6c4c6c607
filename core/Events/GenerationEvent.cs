using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Events;

/// <summary>A generation ended.</summary>
public sealed record GenerationEvent : PlatformEvent
{
    private readonly GenerationRecord _record;

    /// <summary>Tells of a generation by its record.</summary>
    [SetsRequiredMembers]
    public GenerationEvent(GenerationRecord record)
    {
        _record = record;
        Id = record.Id;
        Origin = new(record.Workspace, record.WorkspaceId, record.Sidecar);
        Time = record.CreatedAt.AddMilliseconds(record.Timings.End ?? 0);
    }

    /// <inheritdoc/>
    public override string Type => EventTypes.Generation;

    /// <inheritdoc/>
    protected override void WriteData(Utf8JsonWriter writer)
    {
        writer.WriteString("generation_id"u8, _record.Id);
        writer.WriteString("request_id"u8, _record.RequestId);
        writer.WriteString("workspace"u8, _record.Workspace);
        writer.WriteString("workspace_id"u8, _record.WorkspaceId);
        writer.WriteString("api"u8, _record.Api);
        writer.WriteString("model"u8, _record.Model);
        writer.WriteString("provider"u8, _record.ProviderSlug);
        writer.WriteString("outcome"u8, _record.Outcome);
        writer.WriteNumber("status"u8, _record.StatusCode);
        writer.WriteString("error_type"u8, _record.ErrorType);
        writer.WriteString("finish_reason"u8, _record.FinishReason);
        writer.WriteBoolean("streamed"u8, _record.Streamed);
        writer.WriteNumber("attempts"u8, _record.Attempts.Count);
        EventJson.WriteNumber(writer, "prompt_tokens", _record.Usage?.Prompt);
        EventJson.WriteNumber(writer, "completion_tokens", _record.Usage?.Completion);
        EventJson.WriteNumber(writer, "total_tokens", _record.Usage?.Total);
        EventJson.WriteNumber(writer, "cost", _record.Cost?.Charged);
        EventJson.WriteMilliseconds(writer, "latency_ms", _record.Timings.ProviderHeaders);
        EventJson.WriteMilliseconds(writer, "first_token_ms", _record.Timings.FirstToken);
        EventJson.WriteMilliseconds(writer, "duration_ms", _record.Timings.End);
        writer.WriteString("session_id"u8, _record.SessionId);
        writer.WriteString("api_key_name"u8, _record.ApiKeyName);
        writer.WriteString("pod"u8, _record.Pod);
        writer.WriteString("service_account"u8, _record.ServiceAccount);
        writer.WriteString("workload"u8, _record.Workload);
    }
}

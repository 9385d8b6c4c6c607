using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>Values of attributes that are JSON as text, and messages for people.</summary>
internal static class TraceTexts
{
    public static void WriteCompletion(JsonBuffer target, ContentJson content)
    {
        target.Append("{\"completion\":"u8);
        target.Append(content.Completion);
        target.Append(",\"reasoning\":"u8);
        target.Append(content.Reasoning);
        if (!content.ToolCalls.IsEmpty)
        {
            target.Append(",\"toolCalls\":"u8);
            target.Append(content.ToolCalls);
        }
        if (!content.Items.IsEmpty)
        {
            using var scratch = new JsonBuffer();
            target.Append(",\"items\":"u8);
            target.Append(MultimodalParts.Strip(content.Items, scratch));
        }
        target.Append((byte)'}');
    }

    public static void WriteFinishReasons(JsonBuffer target, string reason)
    {
        target.Append((byte)'[');
        target.AppendString(reason);
        target.Append((byte)']');
    }

    public static void WriteAttempts(JsonBuffer target, GenerationRecord record)
    {
        target.Append((byte)'[');
        for (int i = 0; i < record.Attempts.Count; i++)
        {
            var attempt = record.Attempts[i];
            target.Append(i == 0 ? "{\"id\":"u8 : ",{\"id\":"u8);
            target.AppendString(attempt.UpstreamId);
            target.Append(",\"provider_name\":"u8);
            target.AppendString(attempt.ProviderName);
            target.Append(",\"status\":"u8);
            if (attempt.Status is { } status)
                target.Append((long)status);
            else
                target.Append("null"u8);
            target.Append(",\"latency\":"u8);
            target.Append(attempt.Latency);
            target.Append(",\"is_byok\":"u8);
            target.Append(attempt.IsByok);
            target.Append(",\"endpoint_id\":"u8);
            target.AppendString(attempt.EndpointId);
            target.Append(",\"model_permaslug\":"u8);
            target.AppendString(attempt.ModelPermaslug);
            target.Append((byte)'}');
        }
        target.Append((byte)']');
    }

    /// <summary>What went wrong, in the provider's words only where the content may be told; null: nothing did.</summary>
    public static string? Failure(GenerationRecord record, ContentJson? content) => record.Outcome switch
    {
        GenerationOutcomes.Completed => null,
        GenerationOutcomes.Cancelled => "The client has disconnected",
        GenerationOutcomes.RouterCrashed => "The router ended while the call was running",
        _ => (content is null ? null : TolerantJson.Parse(content.Error).Get("message").Text()) ?? "Provider returned error",
    };
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>Values of attributes that are JSON as text, and messages for people.</summary>
internal static class TraceTexts
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Completion(GenerationContent content) => Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("completion"u8, content.Completion);
        writer.WriteString("reasoning"u8, content.Reasoning);
        if (content.ToolCalls is { } calls)
        {
            writer.WritePropertyName("toolCalls"u8);
            calls.WriteTo(writer);
        }
        writer.WriteEndObject();
    });

    public static string FinishReasons(string reason) => Json(writer =>
    {
        writer.WriteStartArray();
        writer.WriteStringValue(reason);
        writer.WriteEndArray();
    });

    public static string Attempts(GenerationRecord record) => Json(writer =>
    {
        writer.WriteStartArray();
        foreach (var attempt in record.Attempts)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, attempt.UpstreamId);
            writer.WriteString("provider_name"u8, attempt.ProviderName);
            if (attempt.Status is { } status)
                writer.WriteNumber("status"u8, status);
            else
                writer.WriteNull("status"u8);
            writer.WriteNumber("latency"u8, attempt.Latency);
            writer.WriteBoolean("is_byok"u8, attempt.IsByok);
            writer.WriteString("endpoint_id"u8, attempt.EndpointId);
            writer.WriteString("model_permaslug"u8, attempt.ModelPermaslug);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    /// <summary>What went wrong, in the provider's words only where the content may be told; null: nothing did.</summary>
    public static string? Failure(GenerationRecord record, GenerationContent? content) => record.Outcome switch
    {
        GenerationOutcomes.Completed => null,
        GenerationOutcomes.Cancelled => "The client has disconnected",
        GenerationOutcomes.RouterCrashed => "The router ended while the call was running",
        _ => content?.Error?["message"] is JsonValue message && message.TryGetValue(out string? text) ? text : "Provider returned error",
    };

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

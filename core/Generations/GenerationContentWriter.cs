using System.Text.Json;

namespace K8sRouter.Core.Generations;

/// <summary>The one way to write content: as <c>data</c> of <c>GET /generation/content</c>, and as the document that is kept.</summary>
public static class GenerationContentWriter
{
    /// <summary>Writes <c>{input, output: {completion, reasoning}, error}</c>, nulls included.</summary>
    public static void WriteData(Utf8JsonWriter writer, GenerationContent content)
    {
        writer.WriteStartObject();
        WriteShape(writer, content);
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes the document that a store keeps: the same, and in it whose content it is, whether it is cut, and tool calls.
    /// </summary>
    public static void WriteDocument(Utf8JsonWriter writer, GenerationRecord record, GenerationContent content)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, record.Id);
        writer.WriteString("workspace_id"u8, record.WorkspaceId);
        if (record.ContentTruncated)
            writer.WriteBoolean("content_truncated"u8, true);
        WriteShape(writer, content);
        if (content.ToolCalls is { } calls)
        {
            writer.WritePropertyName("tool_calls"u8);
            calls.WriteTo(writer);
        }
        writer.WriteEndObject();
    }

    private static void WriteShape(Utf8JsonWriter writer, GenerationContent content)
    {
        writer.WritePropertyName("input"u8);
        content.Input.WriteTo(writer);
        writer.WriteStartObject("output"u8);
        writer.WriteString("completion"u8, content.Completion);
        writer.WriteString("reasoning"u8, content.Reasoning);
        writer.WriteEndObject();
        writer.WritePropertyName("error"u8);
        if (content.Error is { } error)
            error.WriteTo(writer);
        else
            writer.WriteNullValue();
    }
}

using System.Text.Json;

namespace K8sRouter.Core.Generations;

/// <summary>Writes content that was read back, as <c>data</c> of <c>GET /generation/content</c>.</summary>
public static class GenerationContentWriter
{
    /// <summary>Writes <c>{input, output: {completion, reasoning}, error}</c>, nulls included.</summary>
    public static void WriteData(Utf8JsonWriter writer, GenerationContent content)
    {
        writer.WriteStartObject();
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
        writer.WriteEndObject();
    }
}

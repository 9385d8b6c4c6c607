using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>Takes images, files, sound and video out of an input or an output: a trace carries text.</summary>
internal static class MultimodalParts
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "image_url", "input_image", "image", "input_audio", "audio", "audio_url", "file", "input_file", "document",
        "video_url", "input_video", "video", "computer_screenshot", "image_generation_call",
    };

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The input's JSON without them: itself where there are none.</summary>
    /// <param name="input">The input.</param>
    /// <param name="scratch">Takes what is left, and lends it to the caller.</param>
    public static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> input, JsonBuffer scratch)
    {
        // Parts have a type; plain messages, which most are, have none. What is to be embedded may stand in a prompt, as JSON in
        // a text.
        bool inText = input.IndexOf("\"type\\\""u8) >= 0;
        if ((!inText && input.IndexOf("\"type\""u8) < 0) || TolerantJson.Parse(input) is not { } document)
            return input;
        if (inText && document.Get("prompt").Text() is { } prompt)
            return StripPrompt(input, prompt, scratch);
        scratch.Reset();
        using (var writer = new Utf8JsonWriter(scratch, WriterOptions))
        {
            Copy(document, writer);
        }
        return scratch.Span;
    }

    private static ReadOnlySpan<byte> StripPrompt(ReadOnlySpan<byte> input, string prompt, JsonBuffer scratch)
    {
        if (!prompt.StartsWith('[') || List(prompt) is not { } list)
            return input;
        scratch.Reset();
        using (var writer = new Utf8JsonWriter(scratch, WriterOptions))
        {
            Copy(list, writer);
        }
        string text = Encoding.UTF8.GetString(scratch.Span);
        scratch.Reset();
        using (var writer = new Utf8JsonWriter(scratch, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("prompt", text);
            writer.WriteEndObject();
        }
        return scratch.Span;
    }

    private static JsonElement? List(string text)
    {
        try
        {
            return JsonElement.Parse(text, new JsonDocumentOptions { MaxDepth = TolerantJson.MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Copy(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    if (IsPart(property.Value))
                        continue;
                    writer.WritePropertyName(property.Name);
                    Copy(property.Value, writer);
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    if (!IsPart(item))
                        Copy(item, writer);
                }
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static bool IsPart(JsonElement element) => element.Get("type").Text() is { } type && Types.Contains(type);
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>Takes images, files, sound and video out of an input: a trace carries text.</summary>
internal static class MultimodalParts
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "image_url", "input_image", "image", "input_audio", "audio", "audio_url", "file", "input_file", "document",
        "video_url", "input_video", "video", "computer_screenshot",
    };

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The input's JSON without them.</summary>
    public static string Strip(JsonObject input)
    {
        var whole = Write(writer => input.WriteTo(writer));
        // Parts have a type; plain messages, which most are, have none.
        if (whole.IndexOf("\"type\""u8) < 0)
            return Encoding.UTF8.GetString(whole);
        var stripped = TolerantJson.Parse(whole) is { } document ? Write(writer => Copy(document, writer)) : whole;
        return Encoding.UTF8.GetString(stripped);
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

    private static ReadOnlySpan<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }
        return buffer.WrittenSpan;
    }
}

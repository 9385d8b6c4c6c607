using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Operator.Commands.Logs.Showing;

/// <summary>Record and content of one generation as one object, each in the shape in which the API answers them.</summary>
internal static class ShowJson
{
    /// <summary>Of the stored document: it has more, such as whose it is.</summary>
    private static readonly string[] ApiFields = ["input", "output", "error"];

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
    };

    public static string Render(StoredGeneration generation, StoredContent content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WritePropertyName("generation");
            GenerationFields.Write(json, generation.Record);
            json.WritePropertyName("content");
            WriteContent(json, content);
            json.WriteString("content_state", ContentStates.Name(content.Kind));
            json.WriteBoolean("content_truncated", content.Truncated);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteContent(Utf8JsonWriter json, StoredContent content)
    {
        if (content.Kind != StoredContentKind.Present)
        {
            json.WriteNullValue();
            return;
        }
        using var document = JsonDocument.Parse(content.Document);
        json.WriteStartObject();
        foreach (var field in ApiFields)
        {
            json.WritePropertyName(field);
            if (document.RootElement.TryGetProperty(field, out var value))
                value.WriteTo(json);
            else
                json.WriteNullValue();
        }
        json.WriteEndObject();
    }
}

using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Operator.Commands.Logs.Listing;

/// <summary>One generation as a line of JSON, with the fields of <c>GET /api/v1/generation</c>.</summary>
internal static class GenerationLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render(GenerationRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            GenerationFields.Write(json, record);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}

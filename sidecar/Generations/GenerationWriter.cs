using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Generations;

/// <summary>Bodies of the generation routes.</summary>
internal static class GenerationWriter
{
    /// <summary><c>GET generation</c>.</summary>
    public static void Write(Utf8JsonWriter json, GenerationRecord record)
    {
        json.WriteStartObject();
        json.WritePropertyName("data");
        GenerationFields.Write(json, record);
        json.WriteEndObject();
    }

    /// <summary><c>GET generation/content</c>.</summary>
    public static void WriteContent(Utf8JsonWriter json, GenerationContent content)
    {
        json.WriteStartObject();
        json.WritePropertyName("data");
        GenerationContentWriter.WriteData(json, content);
        json.WriteEndObject();
    }
}

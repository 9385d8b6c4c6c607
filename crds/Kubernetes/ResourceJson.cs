using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Crds.Kubernetes;

/// <summary>The JSON form of resources, as the Kubernetes API writes it.</summary>
public static class ResourceJson
{
    /// <summary>
    /// camelCase, enumerations as PascalCase words, null left out, unknown fields skipped (an older operator must still
    /// read).
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

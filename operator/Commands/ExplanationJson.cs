using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Commands;

/// <summary>An explanation for scripts.</summary>
internal static class ExplanationJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static string Render(ModelExplanation explanation) => JsonSerializer.Serialize(explanation, Options) + "\n";
}

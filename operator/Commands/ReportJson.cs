using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace K8sRouter.Operator.Commands;

/// <summary>What a command found, for scripts.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        WriteIndented = true,
    };

    public static string Render<T>(T report) => JsonSerializer.Serialize(report, Options) + "\n";
}

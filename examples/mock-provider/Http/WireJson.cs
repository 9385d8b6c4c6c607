using System.Text.Encodings.Web;
using System.Text.Json;

namespace K8sRouter.MockProvider.Http;

/// <summary>How answers are written: compact, with quotes and letters as providers leave them.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

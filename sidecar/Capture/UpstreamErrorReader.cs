using System.Text;
using System.Text.Json;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Reads the error forms that providers use: <c>{"error":{...}}</c>, <c>{"error":"..."}</c>, <c>{"object":"error",...}</c>,
/// <c>{"choices":[{"error":{...}}]}</c>.
/// </summary>
internal static class UpstreamErrorReader
{
    /// <summary>Bytes that are read of an error's body, and kept of an error inside an answer.</summary>
    public const int MaxBytes = 64 << 10;

    /// <summary>Whether a member named <c>error</c>, on whose value the reader stands, says that there is one.</summary>
    public static bool IsError(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null or JsonTokenType.False => false,
        JsonTokenType.String => !reader.ValueSpan.IsEmpty,
        _ => true,
    };

    /// <summary>Reads a whole body; anything that isn't such a form is kept as text alone.</summary>
    public static UpstreamError Read(int? status, ReadOnlySpan<byte> body)
    {
        string raw = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxBytes)]);
        try
        {
            var reader = new Utf8JsonReader(body);
            if (JsonDocument.TryParseValue(ref reader, out var document))
            {
                using (document)
                    return FromElement(document.RootElement, status, raw);
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Not JSON: HTML from a proxy, or a body that was cut; or half of a surrogate pair in a text.
        }
        return new UpstreamError(status, null, null, raw);
    }

    private static UpstreamError FromElement(JsonElement root, int? status, string raw)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new UpstreamError(status, null, null, raw);
        if (!root.TryGetProperty("error", out var error))
            error = ErrorOfChoice(root) ?? root;
        if (error.ValueKind == JsonValueKind.String)
            return new UpstreamError(status, null, Cut(error.GetString()!), raw);
        if (error.ValueKind != JsonValueKind.Object)
            return new UpstreamError(status, null, null, raw);
        string? code = Text(error, "code") ?? Text(error, "type");
        return new UpstreamError(
            status ?? (int.TryParse(code, out int number) && number is >= 400 and < 600 ? number : null),
            code,
            Text(error, "message"),
            raw);
    }

    private static JsonElement? ErrorOfChoice(JsonElement root)
    {
        if (!root.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var choice in choices.EnumerateArray())
        {
            if (choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("error", out var error)
                && error.ValueKind != JsonValueKind.Null)
                return error;
        }
        return null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ValueKind switch
        {
            JsonValueKind.String => Cut(value.GetString()!),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    private static string Cut(string text) => text.Length > MaxBytes ? text[..MaxBytes] : text;
}

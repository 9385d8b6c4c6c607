using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>Reads documents whose shape nobody promises: what isn't there, or is of another kind, is null.</summary>
internal static class JsonElementReading
{
    public static JsonElement? Get(this JsonElement? element, string name) => element is { } value ? value.Get(name) : null;

    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static string? Text(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static int? Int(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) ? number : null;

    public static JsonElement.ArrayEnumerator Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : default;

    public static JsonElement? First(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } value && value.GetArrayLength() > 0 ? value[0] : null;

    /// <summary>A string, or the texts of an array of parts together.</summary>
    public static string? TextOrParts(this JsonElement? element, string part = "text")
    {
        if (element is not { ValueKind: JsonValueKind.Array })
            return element.Text();
        StringBuilder? joined = null;
        foreach (var item in element.Items())
        {
            if (item.Get(part).Text() is { } text)
                (joined ??= new()).Append(text);
        }
        return joined?.ToString();
    }

    /// <summary>The same value as a node, without building its children.</summary>
    public static JsonNode? Node(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        _ => JsonValue.Create(element),
    };
}

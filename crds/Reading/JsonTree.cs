using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Crds.Reading;

/// <summary>
/// Turns parsed JSON into a tree of the form that manifests have: whole numbers are integers however they are written, and every
/// text has been looked at, so that no rule meets one that can't be read.
/// </summary>
internal static class JsonTree
{
    /// <exception cref="JsonException">A text isn't Unicode: half of a surrogate pair.</exception>
    public static JsonNode? Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => OfObject(element),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Of)]),
        JsonValueKind.String => JsonValue.Create(Text(() => element.GetString()!)),
        JsonValueKind.Number => OfNumber(element),
        JsonValueKind.True => JsonValue.Create(true),
        JsonValueKind.False => JsonValue.Create(false),
        _ => null,
    };

    private static JsonObject OfObject(JsonElement element)
    {
        var fields = new JsonObject();
        foreach (var property in element.EnumerateObject())
            fields[Text(() => property.Name)] = Of(property.Value);
        return fields;
    }

    private static JsonValue OfNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var integer))
            return JsonValue.Create(integer);
        if (!element.TryGetDecimal(out var exact))
            return JsonValue.Create(element.Clone())!;
        var isWhole = decimal.Truncate(exact) == exact && Math.Abs(exact) < long.MaxValue;
        return isWhole ? JsonValue.Create((long)exact) : JsonValue.Create(exact);
    }

    private static string Text(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("A text holds half of a surrogate pair.");
        }
    }
}

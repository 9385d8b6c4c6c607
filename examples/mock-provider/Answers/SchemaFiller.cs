using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.MockProvider.Answers;

/// <summary>Makes a small value that fits a JSON schema, its strings being the last word of the prompt.</summary>
internal static class SchemaFiller
{
    public static JsonNode Fill(JsonElement schema, string text)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return new JsonObject();
        var offered = schema.TryGetProperty("enum", out var allowed) && allowed.ValueKind == JsonValueKind.Array;
        if (offered && allowed.GetArrayLength() > 0)
            return JsonNode.Parse(allowed[0].GetRawText())!;

        return TypeOf(schema) switch
        {
            "string" => JsonValue.Create(LastWord(text)),
            "integer" or "number" => JsonValue.Create(42),
            "boolean" => JsonValue.Create(true),
            "array" => new JsonArray(
                schema.TryGetProperty("items", out var items) ? Fill(items, text) : JsonValue.Create(LastWord(text))),
            _ => FillObject(schema, text),
        };
    }

    private static JsonObject FillObject(JsonElement schema, string text)
    {
        var filled = new JsonObject();
        if (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return filled;

        var required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet()
            : null;
        foreach (var property in properties.EnumerateObject())
        {
            if (required is null || required.Contains(property.Name))
                filled[property.Name] = Fill(property.Value, text);
        }
        return filled;
    }

    private static string? TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return null;
        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(name => name.GetString()).FirstOrDefault(name => name != "null")
            : type.GetString();
    }

    private static string LastWord(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("")!.Trim('.', ',', '?', '!', '"', '\'');
}

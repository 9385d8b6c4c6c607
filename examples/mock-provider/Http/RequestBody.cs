using System.Text.Json;

namespace K8sRouter.MockProvider.Http;

/// <summary>A request's JSON object, with the checks that every route shares.</summary>
internal sealed class RequestBody(JsonElement root, IReadOnlyList<string> extraFields)
{
    public JsonElement Root { get; } = root;

    /// <summary>The top-level fields outside <paramref name="known"/>.</summary>
    public IReadOnlyList<string> Unknown(IReadOnlySet<string> known) =>
        [
            .. Root.EnumerateObject()
                .Select(field => field.Name)
                .Where(name => !known.Contains(name) && !extraFields.Contains(name)),
        ];

    /// <summary>The field, unless it is absent or null.</summary>
    public JsonElement? Find(string name) =>
        Root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement Require(string name) =>
        Find(name) ?? throw ProviderFailure.Invalid($"Missing required parameter: '{name}'.", name, "missing_required_parameter");

    public string RequireText(string name)
    {
        var value = Require(name);
        return value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0
            ? value.GetString()!
            : throw WrongType(name, "a string", value);
    }

    public void Boolean(string name)
    {
        if (Find(name) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } value)
            throw WrongType(name, "a boolean", value);
    }

    public void Text(string name)
    {
        if (Find(name) is { ValueKind: not JsonValueKind.String } value)
            throw WrongType(name, "a string", value);
    }

    public void Object(string name)
    {
        if (Find(name) is { ValueKind: not JsonValueKind.Object } value)
            throw WrongType(name, "an object", value);
    }

    public void Array(string name)
    {
        if (Find(name) is { ValueKind: not JsonValueKind.Array } value)
            throw WrongType(name, "an array", value);
    }

    public void Number(string name, double least, double most)
    {
        if (Find(name) is not { } value)
            return;
        if (value.ValueKind != JsonValueKind.Number)
            throw WrongType(name, "a number", value);
        if (value.GetDouble() < least || value.GetDouble() > most)
            throw ProviderFailure.Invalid(
                $"Invalid '{name}': expected a value between {least} and {most}.", name, "invalid_value");
    }

    public void Integer(string name, int least)
    {
        if (Find(name) is not { } value)
            return;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            throw WrongType(name, "an integer", value);
        if (number < least)
            throw ProviderFailure.Invalid(
                $"Invalid '{name}': integer below minimum value {least}.", name, "integer_below_min_value");
    }

    public static ProviderFailure WrongType(string name, string expected, JsonElement got) =>
        ProviderFailure.Invalid(
            $"Invalid type for '{name}': expected {expected}, but got {Describe(got)} instead.", name, "invalid_type");

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => value.GetString()!.Length == 0 ? "an empty string" : "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}

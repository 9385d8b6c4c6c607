using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Crds.Validation;

/// <summary>
/// A place in a resource's tree that may be absent or of any type: rules read through it what they need and say nothing
/// about the rest, which the schema has already reported.
/// </summary>
/// <param name="Node">What stands there; null: nothing.</param>
/// <param name="Path">Where.</param>
internal readonly record struct Field(JsonNode? Node, FieldPath Path)
{
    public Field this[string name] => new(Node is JsonObject fields ? fields[name] : null, Path.Child(name));

    public bool IsPresent => Node is not null;

    public string? Text => Node?.GetValueKind() == JsonValueKind.String ? Node.GetValue<string>() : null;

    public bool? Flag => Node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public decimal? Number => Node is JsonValue value ? JsonNumbers.Of(value) : null;

    public IEnumerable<Field> Items
    {
        get
        {
            if (Node is not JsonArray list)
                yield break;
            for (var i = 0; i < list.Count; i++)
                yield return new Field(list[i], Path.Index(i));
        }
    }

    public IEnumerable<KeyValuePair<string, Field>> Entries
    {
        get
        {
            if (Node is not JsonObject map)
                yield break;
            foreach (var (key, value) in map)
                yield return KeyValuePair.Create(key, new Field(value, Path.Key(key)));
        }
    }

    /// <summary>Texts of a list's items; what isn't text is left out.</summary>
    public IEnumerable<string> Texts => Items.Select(item => item.Text).OfType<string>();
}

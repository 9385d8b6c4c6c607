using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>Text, a number, a truth value or null.</summary>
internal sealed record PrimitiveType(string Name) : SchemaType
{
    public override void Validate(JsonElement value, string path, SchemaContext context)
    {
        bool matches = Name switch
        {
            "str" => value.ValueKind == JsonValueKind.String,
            "num" => value.ValueKind == JsonValueKind.Number,
            "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => value.ValueKind == JsonValueKind.Null,
        };
        if (!matches)
            context.Refuse(path, Name, value);
    }
}

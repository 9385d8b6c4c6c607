using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>One text exactly.</summary>
internal sealed record LiteralType(string Text) : SchemaType
{
    public override void Validate(JsonElement value, string path, SchemaContext context)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() != Text)
            context.Refuse(path, $"\"{Text}\"", value);
    }
}

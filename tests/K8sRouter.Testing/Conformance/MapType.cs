using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>An object with free keys.</summary>
internal sealed record MapType(SchemaType Item) : SchemaType
{
    public override void Validate(JsonElement value, string path, SchemaContext context)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            context.Refuse(path, "an object", value);
            return;
        }
        foreach (var property in value.EnumerateObject())
            Item.Validate(property.Value, $"{path}.{property.Name}", context);
    }
}

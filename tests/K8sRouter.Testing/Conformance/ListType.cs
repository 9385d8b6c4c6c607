using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>A list of one type.</summary>
internal sealed record ListType(SchemaType Item) : SchemaType
{
    public override void Validate(JsonElement value, string path, SchemaContext context)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            context.Refuse(path, "a list", value);
            return;
        }
        int index = 0;
        foreach (var item in value.EnumerateArray())
            Item.Validate(item, $"{path}[{index++}]", context);
    }
}

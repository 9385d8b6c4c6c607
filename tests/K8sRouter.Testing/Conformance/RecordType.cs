using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>An object with known fields; others are allowed.</summary>
internal sealed record RecordType(string Name, IReadOnlyList<SchemaField> Fields) : SchemaType
{
    public override void Validate(JsonElement value, string path, SchemaContext context)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            context.Refuse(path, Name, value);
            return;
        }
        foreach (var field in Fields)
        {
            if (value.TryGetProperty(field.Name, out var present))
                field.Type.Validate(present, $"{path}.{field.Name}", context);
            else if (!field.Optional)
                context.Problems.Add($"{path}.{field.Name}: missing");
        }
    }
}

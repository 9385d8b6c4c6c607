using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>One of a list of values; open: any text or number.</summary>
internal sealed record EnumType(string Name, IReadOnlyList<string> Values, bool Open) : SchemaType
{
    public override void Validate(JsonElement value, string path, SchemaContext context)
    {
        string? text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        if (text is null || (!Open && !Values.Contains(text)))
            context.Refuse(path, Name, value);
    }
}

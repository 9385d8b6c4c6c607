using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>A type by its name.</summary>
internal sealed record ReferenceType(string Name) : SchemaType
{
    public override void Validate(JsonElement value, string path, SchemaContext context) =>
        context.Types[Name].Validate(value, path, context);
}

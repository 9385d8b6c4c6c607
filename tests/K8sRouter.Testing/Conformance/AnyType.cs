using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>Anything at all.</summary>
internal sealed record AnyType : SchemaType
{
    public override void Validate(JsonElement value, string path, SchemaContext context)
    {
    }
}

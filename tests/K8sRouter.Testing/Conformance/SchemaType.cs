using System.Text.Json;

namespace K8sRouter.Testing.Conformance;

/// <summary>A type of the notation in response-schemas.txt.</summary>
internal abstract record SchemaType
{
    /// <summary>Adds a sentence, with the field's path in front, for everything that a strict client would refuse.</summary>
    public abstract void Validate(JsonElement value, string path, SchemaContext context);
}

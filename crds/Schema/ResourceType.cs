using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Crds.Schema;

/// <summary>A kind and the C# type that holds it.</summary>
/// <param name="Type">The C# type.</param>
/// <param name="Entity">Where the API serves it.</param>
internal sealed record ResourceType(Type Type, KubernetesEntityAttribute Entity)
{
    private SchemaNode? _spec;

    public bool IsCustom => Entity.Group == KubernetesGroup.Name;

    /// <summary>Schema of the spec of a custom resource, without descriptions.</summary>
    public SchemaNode Spec => _spec ??= new SchemaBuilder(documentation: null).Build(Type.GetProperty("Spec")!.PropertyType);
}

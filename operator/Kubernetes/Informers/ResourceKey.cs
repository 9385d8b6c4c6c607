using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>An object of a kind.</summary>
/// <param name="Namespace">Null for cluster-scoped kinds.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct ResourceKey(string? Namespace, string Name)
{
    public static ResourceKey Of(IKubernetesObject resource) => new(
        resource.Metadata.NamespaceProperty,
        resource.Metadata.Name ?? throw new ArgumentException($"A {resource.Kind} without a name.", nameof(resource)));

    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}

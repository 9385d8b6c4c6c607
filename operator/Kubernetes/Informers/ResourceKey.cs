using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Kubernetes.Informers;

/// <summary>An object of a kind.</summary>
/// <param name="Namespace">Null for cluster-scoped kinds.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct ResourceKey(string? Namespace, string Name)
{
    public static ResourceKey Of<T>(T resource)
        where T : class
    {
        var metadata = LibraryObject.MetadataOf(resource);
        return new(
            metadata.NamespaceProperty,
            metadata.Name ?? throw new ArgumentException($"A {typeof(T).Name} without a name.", nameof(resource)));
    }

    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}

using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;
using LibraryMeta = k8s.Models.V1ObjectMeta;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>What identifies an object of the library, in the words of ours.</summary>
internal sealed record LibraryObject : IKubernetesObject
{
    public required string ApiVersion { get; init; }

    public required string Kind { get; init; }

    public required V1ObjectMeta Metadata { get; init; }

    /// <summary>Any object that the API serves: ours as it is, the library's by its identity.</summary>
    public static IKubernetesObject Of<T>(T entity)
        where T : class
    {
        if (entity is IKubernetesObject ours)
            return ours;
        var type = EntityMetadata.Of<T>();
        return new LibraryObject { ApiVersion = type.GroupVersion, Kind = type.Kind, Metadata = MetadataOf(entity) };
    }

    /// <summary>Metadata of any object.</summary>
    public static V1ObjectMeta MetadataOf<T>(T entity)
        where T : class => entity switch
        {
            IKubernetesObject ours => ours.Metadata,
            k8s.Models.IMetadata<LibraryMeta> theirs => theirs.Metadata is { } metadata ? Convert(metadata) : new(),
            _ => throw new ArgumentException($"{typeof(T)} is no type of object that the API serves.", nameof(entity)),
        };

    private static V1ObjectMeta Convert(LibraryMeta metadata) => new()
    {
        Name = metadata.Name,
        NamespaceProperty = metadata.NamespaceProperty,
        Uid = metadata.Uid,
        ResourceVersion = metadata.ResourceVersion,
        Generation = metadata.Generation,
        CreationTimestamp = metadata.CreationTimestamp,
        DeletionTimestamp = metadata.DeletionTimestamp,
        Labels = metadata.Labels?.AsReadOnly(),
        Annotations = metadata.Annotations?.AsReadOnly(),
        Finalizers = metadata.Finalizers?.AsReadOnly(),
        ManagedFields = metadata.ManagedFields?.Select(WriterOf).ToList(),
        OwnerReferences = metadata.OwnerReferences?.Select(OwnerOf).ToList(),
    };

    private static V1ManagedFieldsEntry WriterOf(k8s.Models.V1ManagedFieldsEntry entry) =>
        new() { Manager = entry.Manager, Operation = entry.Operation, Time = entry.Time };

    private static V1OwnerReference OwnerOf(k8s.Models.V1OwnerReference owner) => new()
    {
        ApiVersion = owner.ApiVersion,
        Kind = owner.Kind,
        Name = owner.Name,
        Uid = owner.Uid,
        Controller = owner.Controller,
        BlockOwnerDeletion = owner.BlockOwnerDeletion,
    };
}

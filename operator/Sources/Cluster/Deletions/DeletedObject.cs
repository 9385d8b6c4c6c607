using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>An object that is gone.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Created">When it was created.</param>
/// <param name="WasSeen">Whether its deletion was seen, rather than its absence from a later list.</param>
internal sealed record DeletedObject(string? Uid, DateTimeOffset? Created, bool WasSeen)
{
    public static DeletedObject Of(IKubernetesObject entity, bool wasSeen) =>
        new(entity.Metadata.Uid, entity.Metadata.CreationTimestamp, wasSeen);
}

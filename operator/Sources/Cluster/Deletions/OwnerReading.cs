using K8sRouter.Crds.Kubernetes;
using K8sRouter.Operator.Kubernetes.Client;

namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>A definition or a namespace, with which everything in it goes, as it was just read from the server.</summary>
/// <param name="State">Whether it stays.</param>
/// <param name="Created">When it was created; null: it isn't there, or can't be read.</param>
internal sealed record OwnerReading(OwnerState State, DateTimeOffset? Created = null)
{
    /// <summary>Reads it past all caches.</summary>
    public static async Task<OwnerReading> OfAsync<T>(IKubernetes kubernetes, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject
    {
        try
        {
            var found = await kubernetes.GetAsync<T>(null, name, cancellationToken);
            return found is null ? new(OwnerState.Gone)
                : found.Metadata.DeletionTimestamp is not null ? new(OwnerState.Terminating, found.Metadata.CreationTimestamp)
                : new(OwnerState.Present, found.Metadata.CreationTimestamp);
        }
        catch (KubernetesException)
        {
            return new(OwnerState.Unreadable);
        }
    }

    /// <summary>Whether an object of that time was in another: none is older than its owner.</summary>
    public bool IsNewerThan(DateTimeOffset? created) => Created > created;
}

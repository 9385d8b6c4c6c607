using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>
/// Metadata of an object of type <typeparamref name="T"/>, whose content the server then doesn't send: for Secrets, whose
/// values aren't ours to hold.
/// </summary>
internal sealed record PartialObjectMetadata<T> : IKubernetesObject
    where T : class
{
    public string ApiVersion => "meta.k8s.io/v1";

    public string Kind => "PartialObjectMetadata";

    public V1ObjectMeta Metadata { get; init; } = new();
}

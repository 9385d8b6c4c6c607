using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Who leads.</summary>
[KubernetesEntity(Group = "coordination.k8s.io", Kind = "Lease", PluralName = "leases", Namespaced = true)]
internal sealed record V1Lease : IKubernetesObject
{
    public string ApiVersion { get; init; } = "coordination.k8s.io/v1";

    public string Kind { get; init; } = "Lease";

    public V1ObjectMeta Metadata { get; init; } = new();

    public V1LeaseSpec Spec { get; init; } = new();
}

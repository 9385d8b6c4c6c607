using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Says who leads.</summary>
[KubernetesEntity(Group = "coordination.k8s.io", Kind = "Lease", PluralName = "leases", Namespaced = true)]
internal sealed record V1Lease : IKubernetesObject
{
    public string ApiVersion => "coordination.k8s.io/v1";

    public string Kind => "Lease";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>Who leads, since when, and for how long.</summary>
    public V1LeaseSpec? Spec { get; init; }
}

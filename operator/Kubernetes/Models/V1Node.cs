using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>A node, as far as it says which kubelet runs there.</summary>
[KubernetesEntity(Kind = "Node", PluralName = "nodes")]
internal sealed record V1Node : IKubernetesObject
{
    public string ApiVersion => "v1";

    public string Kind => "Node";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What the kubelet says.</summary>
    public V1NodeStatus? Status { get; init; }
}

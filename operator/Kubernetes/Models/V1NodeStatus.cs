namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>What a kubelet says of its node.</summary>
internal sealed record V1NodeStatus
{
    /// <summary>Versions of what runs there.</summary>
    public V1NodeSystemInfo? NodeInfo { get; init; }
}

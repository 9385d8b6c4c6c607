namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Versions of what runs on a node.</summary>
internal sealed record V1NodeSystemInfo
{
    /// <summary>Such as <c>v1.29.3-gke.1000</c>.</summary>
    public string? KubeletVersion { get; init; }
}

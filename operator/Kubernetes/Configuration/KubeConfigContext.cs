namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>A context of a kubeconfig: who calls which cluster.</summary>
internal sealed record KubeConfigContext
{
    public string? Cluster { get; init; }

    public string? User { get; init; }

    public string? Namespace { get; init; }
}

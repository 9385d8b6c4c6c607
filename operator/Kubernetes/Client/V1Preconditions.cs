namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>What must hold for a deletion.</summary>
internal sealed record V1Preconditions
{
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }
}

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>A container that runs.</summary>
internal sealed record V1ContainerStateRunning
{
    /// <summary>Since when.</summary>
    public DateTimeOffset? StartedAt { get; init; }
}

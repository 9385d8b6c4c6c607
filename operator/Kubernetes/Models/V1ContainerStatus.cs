namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>What became of a container of a pod.</summary>
internal sealed record V1ContainerStatus
{
    /// <summary>The container's name.</summary>
    public string? Name { get; init; }

    /// <summary>How often it was started again.</summary>
    public int RestartCount { get; init; }

    /// <summary>What it does now; null: nothing is known yet.</summary>
    public V1ContainerState? State { get; init; }
}

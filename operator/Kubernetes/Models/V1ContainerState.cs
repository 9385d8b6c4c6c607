namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>What a container does now: one of both, or neither where it waits to be started.</summary>
internal sealed record V1ContainerState
{
    /// <summary>It runs.</summary>
    public V1ContainerStateRunning? Running { get; init; }

    /// <summary>It has ended.</summary>
    public V1ContainerStateTerminated? Terminated { get; init; }
}

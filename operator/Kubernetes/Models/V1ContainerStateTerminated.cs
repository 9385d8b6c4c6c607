namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>A container that has ended.</summary>
internal sealed record V1ContainerStateTerminated
{
    /// <summary>What it ended with; 0: well.</summary>
    public int ExitCode { get; init; }
}

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>One observation about a pod. Unlike a V1Condition it may lack everything but type and status.</summary>
internal sealed record V1PodCondition
{
    /// <summary>What is observed, such as <c>Ready</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>One CamelCase word.</summary>
    public string? Reason { get; init; }
}

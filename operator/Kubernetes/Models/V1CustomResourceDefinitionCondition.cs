namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>One observation about a definition.</summary>
internal sealed record V1CustomResourceDefinitionCondition
{
    /// <summary>What is observed, such as <c>Established</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>One CamelCase word.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence.</summary>
    public string? Message { get; init; }
}

namespace K8sRouter.Operator.Kubernetes.Json;

/// <summary>One reason of a status.</summary>
internal sealed record V1StatusCause
{
    /// <summary>One CamelCase word.</summary>
    public string? Reason { get; init; }

    /// <summary>Path of the field.</summary>
    public string? Field { get; init; }
}

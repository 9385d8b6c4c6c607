namespace K8sRouter.Operator.Kubernetes.Json;

/// <summary>Answer of <c>/version</c>.</summary>
internal sealed record ServerVersion
{
    /// <summary>Such as 1.</summary>
    public string? Major { get; init; }

    /// <summary>Such as 20 or <c>20+</c>.</summary>
    public string? Minor { get; init; }

    /// <summary>Such as <c>v1.20.2</c>.</summary>
    public string? GitVersion { get; init; }
}

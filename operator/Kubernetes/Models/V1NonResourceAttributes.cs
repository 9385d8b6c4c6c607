namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Something to do with a path of the API server.</summary>
internal sealed record V1NonResourceAttributes
{
    /// <summary>Such as <c>/metrics</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Such as <c>get</c>.</summary>
    public required string Verb { get; init; }
}

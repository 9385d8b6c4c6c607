namespace K8sRouter.Operator.Kubernetes.Json;

/// <summary>About which object a status is.</summary>
internal sealed record V1StatusDetails
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its plural or kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Each reason by itself.</summary>
    public IReadOnlyList<V1StatusCause>? Causes { get; init; }

    /// <summary>Seconds to wait before another try.</summary>
    public int? RetryAfterSeconds { get; init; }
}

namespace K8sRouter.Operator.Kubernetes.Json;

/// <summary>The server's answer where there is no object to answer with: mostly a refusal.</summary>
internal sealed record V1Status
{
    /// <summary><c>Status</c>.</summary>
    public string? Kind { get; init; }

    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    public string? Status { get; init; }

    /// <summary>A sentence. May quote values of the object that was sent.</summary>
    public string? Message { get; init; }

    /// <summary>One CamelCase word.</summary>
    public string? Reason { get; init; }

    /// <summary>HTTP status.</summary>
    public int? Code { get; init; }

    /// <summary>About which object, and what about it.</summary>
    public V1StatusDetails? Details { get; init; }
}

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>A request that arrived.</summary>
public sealed record GcsDoubleRequest
{
    public required GcsRequestKind Kind { get; init; }

    /// <summary>When, by the double's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Bucket { get; init; }

    /// <summary>Name of the object; empty: it is about none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Path and query as they were sent.</summary>
    public required string Target { get; init; }

    public bool HasToken { get; init; }
}

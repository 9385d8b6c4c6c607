namespace K8sRouter.Operator.Sidecars;

/// <summary>A pod with an injected sidecar.</summary>
internal sealed record SidecarPod
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>Unique over time: a pod made anew under an old name is another one.</summary>
    public required string Uid { get; init; }

    /// <summary>The pod's address; null: it has none yet.</summary>
    public string? Ip { get; init; }

    /// <summary>Port of the sidecar's admin endpoints.</summary>
    public required int AdminPort { get; init; }
}

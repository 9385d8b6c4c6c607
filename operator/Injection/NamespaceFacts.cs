namespace K8sRouter.Operator.Injection;

/// <summary>What injection must know of a pod's namespace.</summary>
internal sealed record NamespaceFacts
{
    public required string Name { get; init; }

    /// <summary>Its UID, which a configuration must be signed for; null: it is newer than what is known here.</summary>
    public string? Uid { get; init; }

    /// <summary>Whether it is labelled to have sidecars.</summary>
    public bool OptedIn { get; init; }

    /// <summary>Whether a configuration is delivered there; null: not known yet.</summary>
    public bool? IsWorkspace { get; init; }

    /// <summary>Whether it is one of Kubernetes' own, or the operator's: never a workspace.</summary>
    public bool IsSystem { get; init; }
}

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>What is watched. Bookmarks are always asked for.</summary>
internal sealed record WatchOptions
{
    /// <summary>The namespace; null: all, or the kind has none.</summary>
    public string? Namespace { get; init; }

    /// <summary>As kubectl's <c>-l</c>; null: all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>As kubectl's <c>--field-selector</c>; null: all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Changes after this version.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary>After this time the server ends the stream.</summary>
    public required TimeSpan ServerTimeout { get; init; }
}

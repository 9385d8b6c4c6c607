namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>What is listed.</summary>
internal sealed record ListOptions
{
    /// <summary>The namespace; null: all, or the kind has none.</summary>
    public string? Namespace { get; init; }

    /// <summary>As kubectl's <c>-l</c>; null: all.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>As kubectl's <c>--field-selector</c>; null: all.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Most objects of a page.</summary>
    public int? Limit { get; init; }

    /// <summary>Where the page before ended; null: the first.</summary>
    public string? Continue { get; init; }

    /// <summary>Null: the newest, read through; <c>0</c>: any, from the server's cache.</summary>
    public string? ResourceVersion { get; init; }
}

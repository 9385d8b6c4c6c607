namespace K8sRouter.Operator.Kubernetes.Json;

/// <summary>What a list says of itself.</summary>
internal sealed record V1ListMeta
{
    /// <summary>The version at which the list is true.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Leads to the next page; null or empty: there is none.</summary>
    public string? Continue { get; init; }
}

namespace K8sRouter.Sidecar.Routing;

/// <summary>The suffixes of a model's name that are routing rules; any other suffix belongs to the slug.</summary>
internal enum ModelVariant
{
    None,

    /// <summary><c>:free</c>: only endpoints that charge nothing.</summary>
    Free,

    /// <summary><c>:nitro</c>: sorted by throughput.</summary>
    Nitro,

    /// <summary><c>:floor</c>: sorted by price.</summary>
    Floor,
}

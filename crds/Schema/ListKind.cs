namespace K8sRouter.Crds.Schema;

/// <summary>How server-side apply merges a list.</summary>
public enum ListKind
{
    /// <summary>Replaced as a whole.</summary>
    Atomic,

    /// <summary>A set of scalars: owners add and remove items of their own.</summary>
    Set,

    /// <summary>Objects told apart by key fields.</summary>
    Map,
}

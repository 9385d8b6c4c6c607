namespace K8sRouter.Crds.Schema;

/// <summary>How server-side apply merges a list.</summary>
public enum ListKind
{
    /// <summary>Replaced as a whole.</summary>
    Atomic,

    /// <summary>
    /// A set of scalars: owners add and remove items of their own. Where its last item is applied away the server leaves no list,
    /// without asking whether it may be empty: an optional one that mustn't be is atomic.
    /// </summary>
    Set,

    /// <summary>Objects told apart by key fields.</summary>
    Map,
}

namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>How an object went.</summary>
internal enum DeletionCause
{
    /// <summary>It isn't known yet: what must be read for that can't be.</summary>
    Unverified,

    /// <summary>Its definition was deleted, which takes all objects along.</summary>
    WithDefinition,

    /// <summary>Its namespace was deleted.</summary>
    WithNamespace,

    /// <summary>Nobody saw it go: it may also never have been, in a backup that was restored.</summary>
    Unseen,

    /// <summary>Somebody deleted this object.</summary>
    ByItself,
}

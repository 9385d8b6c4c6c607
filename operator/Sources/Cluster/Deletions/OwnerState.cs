namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>Whether a definition or a namespace stays.</summary>
internal enum OwnerState
{
    /// <summary>It is there, and nobody has asked for its deletion. Once somebody has, that can't be taken back.</summary>
    Present,

    /// <summary>It is being deleted, and all that is in it first.</summary>
    Terminating,

    /// <summary>It isn't there.</summary>
    Gone,

    /// <summary>The server didn't answer, or may not be asked.</summary>
    Unreadable,
}

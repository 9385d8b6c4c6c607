namespace K8sRouter.Core.Storage.Erasing;

/// <summary>What became of an object that was to be written anew.</summary>
internal enum RewriteResult
{
    /// <summary>It is as it was to be.</summary>
    Rewritten,

    /// <summary>There was nothing to change.</summary>
    Unchanged,

    /// <summary>It isn't there.</summary>
    Missing,

    /// <summary>Others changed it each time between reading and writing.</summary>
    Contended,

    /// <summary>Its bytes don't have its checksum.</summary>
    WrongChecksum,
}

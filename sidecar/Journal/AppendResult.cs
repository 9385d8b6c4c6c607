namespace K8sRouter.Sidecar.Journal;

/// <summary>What became of an append; also the label of a metric.</summary>
internal enum AppendResult
{
    Written,

    /// <summary>The journal has reached its bound of bytes, or the disk its own.</summary>
    Full,

    /// <summary>The disk refused.</summary>
    Failed,
}

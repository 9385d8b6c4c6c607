namespace K8sRouter.Sidecar.Journal;

/// <summary>Why a segment can't be read at all.</summary>
internal enum SegmentFault
{
    None,

    /// <summary>No header, or nothing but zeros: the process or the machine ended while creating it.</summary>
    Unfinished,

    /// <summary>The header is damaged, and the segment's key with it.</summary>
    Damaged,

    /// <summary>The journal key that wraps the segment's key is not among those given.</summary>
    UnknownKey,

    /// <summary>Written by a later version.</summary>
    UnknownVersion,
}

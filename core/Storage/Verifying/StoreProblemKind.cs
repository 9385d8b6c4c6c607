namespace K8sRouter.Core.Storage.Verifying;

/// <summary>What can be wrong in a store.</summary>
public enum StoreProblemKind
{
    /// <summary>An object's bytes don't have the checksum that stands with them.</summary>
    WrongChecksum,

    /// <summary>An object holds more or fewer rows or members than its metadata says.</summary>
    WrongCount,

    /// <summary>An object's metadata is gone, or isn't a segment's.</summary>
    MetadataMissing,

    /// <summary>A row isn't a record.</summary>
    DamagedRow,

    /// <summary>A content can't be decompressed, or isn't the generation's that its row names.</summary>
    DamagedContent,

    /// <summary>A row says that it was erased, and its content is there: it was restored.</summary>
    NotErased,

    /// <summary>A row stands in another partition, or under another sidecar, than its id says.</summary>
    Misplaced,

    /// <summary>An id has more than one row.</summary>
    Duplicate,

    /// <summary>A row names content whose object is gone and wasn't swept, or ends before the content.</summary>
    ContentMissing,

    /// <summary>A row names content in a bucket that isn't at hand.</summary>
    ContentOutOfReach,

    /// <summary>Content that no row names.</summary>
    ContentWithoutRow,

    /// <summary>A content object whose records' object isn't there: lost, or a sidecar hasn't delivered it yet.</summary>
    RecordsMissing,

    /// <summary>An object whose name isn't a segment's.</summary>
    ForeignObject,

    /// <summary>The store couldn't give an object.</summary>
    Unreadable,
}

namespace K8sRouter.Sidecar.Journal;

/// <summary>What a record of a segment is.</summary>
internal enum RecordKind : byte
{
    /// <summary>A call is about to be sent.</summary>
    Started = 1,

    /// <summary>A generation is over.</summary>
    Finished = 2,

    /// <summary>The segment's last record: its writer ended it in good order. No payload.</summary>
    Seal = 3,
}

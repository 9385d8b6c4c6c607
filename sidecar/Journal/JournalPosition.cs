namespace K8sRouter.Sidecar.Journal;

/// <summary>A place in the journal: the end of one record.</summary>
/// <param name="Segment">Number of the segment file.</param>
/// <param name="Offset">Bytes from its start.</param>
internal readonly record struct JournalPosition(long Segment, long Offset);

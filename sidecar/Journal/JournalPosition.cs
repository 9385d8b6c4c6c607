namespace K8sRouter.Sidecar.Journal;

/// <summary>A place in the journal: the end of one record.</summary>
/// <param name="Segment">Number of the segment file.</param>
/// <param name="Offset">Bytes from its start.</param>
internal readonly record struct JournalPosition(long Segment, long Offset) : IComparable<JournalPosition>
{
    public static bool operator <(JournalPosition left, JournalPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(JournalPosition left, JournalPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(JournalPosition left, JournalPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(JournalPosition left, JournalPosition right) => left.CompareTo(right) >= 0;

    public int CompareTo(JournalPosition other) =>
        Segment == other.Segment ? Offset.CompareTo(other.Offset) : Segment.CompareTo(other.Segment);
}

namespace K8sRouter.Sidecar.Journal;

/// <summary>How a journal is kept.</summary>
internal sealed record JournalOptions
{
    /// <summary>Folder of the journal; one process at a time.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Size at which a segment is sealed and the next begun; at most an eighth of <see cref="MaxBytes"/> counts.
    /// </summary>
    public long SegmentBytes { get; init; } = 8 << 20;

    /// <summary>
    /// Bound of all segments together. In a pod at most 80 % of the volume's limit: overrunning that evicts the pod.
    /// </summary>
    public long MaxBytes { get; init; } = 256 << 20;

    /// <summary>Free bytes of the file system below which nothing is appended; 0: not watched.</summary>
    public long MinimumFreeBytes { get; init; } = 32 << 20;

    /// <summary>Age at which a segment is dropped, delivered or not; null: never.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>When what was written is forced to the disk.</summary>
    public JournalSyncPolicy Sync { get; init; }

    /// <summary>Longest time between a write and its sync, and between an acknowledgement and its cursor on disk.</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time that an append waits for the disk, before it is given up as failed.</summary>
    public TimeSpan AppendTimeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>What may go undelivered when there is no room.</summary>
    public JournalShedPolicy Shed { get; init; }

    /// <summary>
    /// The sinks. Others' cursors are deleted; a new sink begins at the end. Null: those whose cursors are in the folder, all
    /// taken for logs, until <see cref="DiskJournal.SetSinks"/> says better.
    /// </summary>
    public IReadOnlyCollection<JournalSink>? Sinks { get; init; }

    /// <summary>Bound of the segments that can't be read and are kept aside; one ordinary segment always fits.</summary>
    internal long QuarantineBytes => Math.Max(EffectiveSegmentBytes, MaxBytes / 8);

    /// <summary>Several segments always fit into the bound, so that sealed ones can be released while one is written.</summary>
    internal long EffectiveSegmentBytes => Math.Max(SegmentHeader.Length + 1, Math.Min(SegmentBytes, MaxBytes / 8));
}

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Why a generation is not, or no longer, in the journal: a closed set, the label of <c>k8srouter_journal_lost_total</c> and
/// <c>k8srouter_journal_dropped_total</c>. A call whose end was refused counts here and may, if its start is still on the disk
/// then, come as router_crashed after a restart.
/// </summary>
internal static class LossReasons
{
    /// <summary>The journal's own bound of bytes.</summary>
    public const string Full = "full";

    /// <summary>The disk, or its quota, is full or nearly so.</summary>
    public const string DiskFull = "disk_full";

    /// <summary>The disk refused a write.</summary>
    public const string WriteError = "write_error";

    /// <summary>The disk refused a sync, and the record could not be written again elsewhere.</summary>
    public const string SyncError = "sync_error";

    /// <summary>
    /// The disk didn't take it in time. Where it does so in the end, the generation is delivered after all, and counted by
    /// <c>k8srouter_journal_late_total</c> too.
    /// </summary>
    public const string Timeout = "timeout";

    /// <summary>Damaged on disk, found when the journal was opened.</summary>
    public const string Damaged = "damaged";

    /// <summary>Older than the journal keeps, before every sink had it.</summary>
    public const string Expired = "expired";

    /// <summary>Appended after the journal was closed.</summary>
    public const string Closed = "closed";

    /// <summary>Only traces were still to be made of it, and the room was needed.</summary>
    public const string Shed = "shed";

    /// <summary>The sink was taken out of the configuration before it had them.</summary>
    public const string SinkRemoved = "sink_removed";

    public static IReadOnlyList<string> All { get; } =
        [Full, DiskFull, WriteError, SyncError, Timeout, Damaged, Expired, Closed, Shed, SinkRemoved];
}

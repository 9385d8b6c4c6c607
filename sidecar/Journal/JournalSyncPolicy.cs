namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// When what was written is forced to the disk. What was written survives the end of the process under all of them.
/// </summary>
internal enum JournalSyncPolicy
{
    /// <summary>Every <see cref="JournalOptions.SyncInterval"/>: losing the node loses at most that much.</summary>
    Interval,

    /// <summary>
    /// A finished generation's append returns after a sync that many of them share: losing the node loses nothing.
    /// </summary>
    Group,

    /// <summary>When the system sees fit.</summary>
    None,
}

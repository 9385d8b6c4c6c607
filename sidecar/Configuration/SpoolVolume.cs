namespace K8sRouter.Sidecar.Configuration;

/// <summary>
/// How the journal and what is on its way to the store share their volume: together at most 80 % of its limit, since overrunning
/// that evicts the user's pod.
/// </summary>
internal static class SpoolVolume
{
    /// <summary>Least that a journal works with.</summary>
    public const long LeastJournalBytes = 1 << 20;

    private const double UsableShare = 0.8;

    /// <summary>Bound of the journal in bytes.</summary>
    public static long JournalBytes(SidecarOptions options) => options.VolumeLimit is { } limit
        ? Math.Min(options.JournalMaxBytes, Usable(limit) - (2 * HeldBytes(options)))
        : options.JournalMaxBytes;

    /// <summary>Bytes that the sink may hold in the journal before it seals a segment; twice that may lie beside it.</summary>
    public static long HeldBytes(SidecarOptions options)
    {
        long room = options.VolumeLimit is { } limit ? Math.Min(options.JournalMaxBytes, Usable(limit)) : options.JournalMaxBytes;
        return Math.Min(4L * options.SegmentBytes, room / 8);
    }

    private static long Usable(long limit) => (long)(limit * UsableShare);
}

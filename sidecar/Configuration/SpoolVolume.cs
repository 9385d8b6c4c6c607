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

    /// <summary>Records and logged content have a spool, content that the platform may use has another.</summary>
    private const int Spools = 2;

    /// <summary>A spool takes so often <see cref="HeldBytes"/>: the last generation before it seals may be large.</summary>
    private const int SpoolShare = 2;

    /// <summary>A sink holds so many times less than the journal has room for.</summary>
    private const int JournalShare = 8;

    /// <summary>Bound of the journal in bytes.</summary>
    public static long JournalBytes(SidecarOptions options) => options.VolumeLimit is { } limit
        ? Math.Min(options.JournalMaxBytes, Usable(limit) - SpoolBytes(options))
        : options.JournalMaxBytes;

    /// <summary>Bytes that may lie beside the journal.</summary>
    public static long SpoolBytes(SidecarOptions options) => Spools * SpoolShare * HeldBytes(options);

    /// <summary>
    /// Bytes that a sink may hold in the journal before it seals a segment: spools get a quarter of the volume's room at most.
    /// </summary>
    public static long HeldBytes(SidecarOptions options)
    {
        long held = Math.Min(4L * options.SegmentBytes, options.JournalMaxBytes / JournalShare);
        return options.VolumeLimit is { } limit ? Math.Min(held, Usable(limit) / (4 * Spools * SpoolShare)) : held;
    }

    private static long Usable(long limit) => (long)(limit * UsableShare);
}

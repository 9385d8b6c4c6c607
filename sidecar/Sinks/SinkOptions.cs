using K8sRouter.Core;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>How sinks pace themselves.</summary>
internal sealed record SinkOptions
{
    /// <summary>
    /// How long entries gather after the first one: a busy sidecar wakes its sinks 50 times a second, not per request.
    /// </summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Most entries taken from the journal before a look at what is due.</summary>
    public int BatchEntries { get; init; } = 64;

    /// <summary>
    /// Bytes of them after which no more are taken: their memory, and what a segment outgrows its bound by, until the look.
    /// </summary>
    public long BatchBytes { get; init; } = 2 << 20;

    /// <summary>Bytes after which a segment is sealed.</summary>
    public long SegmentBytes { get; init; } = 8 << 20;

    /// <summary>
    /// Bytes of the journal after which a segment is sealed whatever its own size: until then the journal can't let go of them,
    /// and a burst of long prompts would fill it.
    /// </summary>
    public long HeldBytes { get; init; } = 32 << 20;

    /// <summary>Age at which a segment is sealed.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Age beyond which a trace is dropped rather than sent: one that no destination takes for days must not fill the journal.
    /// </summary>
    public TimeSpan TraceMaxAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>First wait after a fault; it doubles from there.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait after faults.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The waits between these two.</summary>
    public Backoff Retry => new(FirstRetry, LongestRetry);

    /// <summary>How often a cursor moves at most: each move is a write to the disk.</summary>
    public TimeSpan AcknowledgeInterval { get; init; } = TimeSpan.FromSeconds(1);
}

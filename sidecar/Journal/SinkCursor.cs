namespace K8sRouter.Sidecar.Journal;

/// <summary>How far one sink is. Changed under the lock of <see cref="SinkCursors"/>.</summary>
internal sealed class SinkCursor(string sink, JournalPosition start, int passedInSegment)
{
    public string Sink => sink;

    /// <summary>End of the last generation that was acknowledged.</summary>
    public JournalPosition Acknowledged { get; set; } = start;

    /// <summary>How many finished generations of that segment are acknowledged.</summary>
    public int PassedInSegment { get; set; } = passedInSegment;

    /// <summary>What of it is on the disk; null: nothing yet.</summary>
    public JournalPosition? Durable { get; set; }

    /// <summary>The sink is no longer registered; its reader may read on, its acknowledgements count for nothing.</summary>
    public bool Removed { get; set; }
}

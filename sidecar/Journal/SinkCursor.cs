namespace K8sRouter.Sidecar.Journal;

/// <summary>How far one sink is. Changed under the lock of <see cref="SinkCursors"/>.</summary>
/// <param name="sink">Its name.</param>
/// <param name="start">End of the last generation that it has.</param>
/// <param name="passedInSegment">How many finished generations of that segment it has.</param>
/// <param name="capturedBefore">Generations counted by the journal that are not this sink's.</param>
internal sealed class SinkCursor(string sink, JournalPosition start, int passedInSegment, long capturedBefore)
{
    private long _givenUp;

    public string Sink => sink;

    /// <summary>A log until it is registered as something else: what isn't known isn't shed.</summary>
    public SinkKind Kind { get; set; }

    /// <summary>End of the last generation that was acknowledged or given up.</summary>
    public JournalPosition Acknowledged { get; set; } = start;

    /// <summary>How many finished generations of that segment are behind it.</summary>
    public int PassedInSegment { get; set; } = passedInSegment;

    /// <summary>What of it is on the disk; null: nothing yet.</summary>
    public JournalPosition? Durable { get; set; }

    /// <summary>The sink is no longer registered; its reader may read on, its acknowledgements count for nothing.</summary>
    public bool Removed { get; set; }

    public long CapturedBefore { get; set; } = capturedBefore;

    public long AcknowledgedCount { get; set; }

    public Dictionary<string, long> Dropped { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Damaged generations that its reader met, by segment: settled once an acknowledgement lies behind that segment.
    /// </summary>
    public Dictionary<long, int> Damaged { get; } = [];

    /// <summary>Segment of the last generation that its reader gave out.</summary>
    public long OutSegment { get; set; } = start.Segment;

    /// <summary>How many finished generations of that segment it gave out or had behind it.</summary>
    public int OutInSegment { get; set; } = passedInSegment;

    /// <summary>What the sink has of segments that were given up: in the backlog until it says more.</summary>
    public List<GivenOut> Out { get; } = [];

    /// <summary>Something was shed and the sink hasn't caught up since: it has been said.</summary>
    public bool Shedding { get; set; }

    /// <summary>Number of the newest segment that was given up for this sink: its reader has no business there.</summary>
    public long GivenUp
    {
        get => Volatile.Read(ref _givenUp);
        set => Volatile.Write(ref _givenUp, value);
    }

    public void Drop(string reason, long count)
    {
        if (count > 0)
            Dropped[reason] = Dropped.GetValueOrDefault(reason) + count;
    }
}

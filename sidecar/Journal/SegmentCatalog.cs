namespace K8sRouter.Sidecar.Journal;

/// <summary>The segments that can be read, oldest first, and the bytes of everything in the folder.</summary>
internal sealed class SegmentCatalog
{
    private readonly Lock _gate = new();
    private readonly List<Segment> _segments = [];
    private long _bytes;

    /// <summary>Bytes of all segments, parked and quarantined ones included.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void AddBytes(long count) => Interlocked.Add(ref _bytes, count);

    /// <summary>Adds a segment, whose bytes were or will be counted, at the end.</summary>
    public void Add(Segment segment)
    {
        lock (_gate)
            _segments.Add(segment);
    }

    public void Remove(Segment segment)
    {
        lock (_gate)
            _segments.Remove(segment);
    }

    public Segment[] Snapshot()
    {
        lock (_gate)
            return [.. _segments];
    }

    /// <summary>The oldest segment with a number of at least <paramref name="number"/>; null: none yet.</summary>
    public Segment? AtOrAfter(long number)
    {
        lock (_gate)
        {
            foreach (var segment in _segments)
            {
                if (segment.Number >= number)
                    return segment;
            }
            return null;
        }
    }

    /// <summary>Where the next record will end up at the earliest, and how many finished ones its segment has.</summary>
    public (JournalPosition Position, int Finished) End
    {
        get
        {
            lock (_gate)
                return _segments.Count == 0
                    ? default
                    : (new JournalPosition(_segments[^1].Number, _segments[^1].Length), _segments[^1].Finished);
        }
    }
}

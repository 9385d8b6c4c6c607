namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// What is known of one segment file. The writer alone changes it; readers see a length only once everything before it is
/// written, so that they may read the segment that is being written.
/// </summary>
/// <param name="number">Its place in the journal, by which its file is named.</param>
/// <param name="path">Its file.</param>
/// <param name="createdAt">When it was begun.</param>
internal sealed class Segment(long number, string path, DateTimeOffset createdAt)
{
    private long _length;
    private long _synced;
    private long _lastFinishedEnd;
    private int _finished;
    private bool _sealed;

    public long Number => number;

    public string Path => path;

    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>Bytes that are whole records.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Bytes that are on the disk for certain.</summary>
    public long Synced
    {
        get => Volatile.Read(ref _synced);
        set => Volatile.Write(ref _synced, value);
    }

    /// <summary>End of the last finished record; 0: there is none.</summary>
    public long LastFinishedEnd => Volatile.Read(ref _lastFinishedEnd);

    /// <summary>Finished records in it.</summary>
    public int Finished => Volatile.Read(ref _finished);

    /// <summary>Nothing is added any more.</summary>
    public bool Sealed => Volatile.Read(ref _sealed);

    public void Add(RecordKind kind, long end)
    {
        if (kind == RecordKind.Finished)
        {
            Volatile.Write(ref _finished, _finished + 1);
            Volatile.Write(ref _lastFinishedEnd, end);
        }
        Volatile.Write(ref _length, end);
    }

    /// <summary>Says what a scan of the file, or of what is left of it, has found.</summary>
    public void Set(long length, int finished, long lastFinishedEnd)
    {
        Volatile.Write(ref _finished, finished);
        Volatile.Write(ref _lastFinishedEnd, lastFinishedEnd);
        Volatile.Write(ref _length, length);
    }

    public void Seal() => Volatile.Write(ref _sealed, true);
}

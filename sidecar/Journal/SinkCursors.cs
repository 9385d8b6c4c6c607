using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// The registered sinks and how far each is. Acknowledgements are gathered in memory and go to disk together, before any segment
/// that they free is deleted; losing some of them delivers again, never too little.
/// </summary>
internal sealed class SinkCursors(IJournalFileSystem files, string folder, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly Lock _flushing = new();
    private readonly Dictionary<string, SinkCursor> _sinks = new(StringComparer.Ordinal);

    public SinkCursor[] Snapshot()
    {
        lock (_gate)
            return [.. _sinks.Values];
    }

    public SinkCursor? Find(string sink)
    {
        lock (_gate)
            return _sinks.GetValueOrDefault(sink);
    }

    /// <summary>Takes a sink up at a place that its file has (<paramref name="durable"/>) or shall get.</summary>
    public void Add(string sink, JournalPosition start, int passedInSegment, bool durable)
    {
        lock (_gate)
            _sinks[sink] = new SinkCursor(sink, start, passedInSegment) { Durable = durable ? start : null };
    }

    /// <summary>
    /// Registers exactly <paramref name="sinks"/>: new ones begin at <paramref name="end"/>, others' files are deleted.
    /// </summary>
    public void Set(IReadOnlyCollection<string> sinks, JournalPosition end, int finishedInSegment)
    {
        List<SinkCursor> removed = [];
        // Not while cursors are written: a file must not come back after it was deleted.
        lock (_flushing)
        {
            lock (_gate)
            {
                foreach (var cursor in _sinks.Values.Where(c => !sinks.Contains(c.Sink)))
                {
                    cursor.Removed = true;
                    removed.Add(cursor);
                }
                foreach (var cursor in removed)
                    _sinks.Remove(cursor.Sink);
                foreach (string sink in sinks)
                    _sinks.TryAdd(sink, new SinkCursor(sink, end, finishedInSegment));
            }
            foreach (var cursor in removed)
            {
                Log.JournalSinkRemoved(log, cursor.Sink);
                DiskFaults.Ignore(() => files.Delete(Path.Combine(folder, JournalFiles.Cursor(cursor.Sink))));
            }
        }
        Flush();
    }

    public JournalPosition Position(SinkCursor cursor)
    {
        lock (_gate)
            return cursor.Acknowledged;
    }

    /// <summary>True where that moved the sink forward.</summary>
    public bool Acknowledge(SinkCursor cursor, JournalPosition position, int ordinal)
    {
        lock (_gate)
        {
            if (cursor.Removed || !IsBefore(cursor.Acknowledged, position))
                return false;
            cursor.Acknowledged = position;
            cursor.PassedInSegment = ordinal;
            return true;
        }
    }

    /// <summary>Writes the cursors that moved; false where the disk refused one.</summary>
    public bool Flush()
    {
        lock (_flushing)
        {
            List<(SinkCursor Cursor, JournalPosition Position)> moved;
            lock (_gate)
                moved = [.. _sinks.Values.Where(c => c.Durable != c.Acknowledged).Select(c => (c, c.Acknowledged))];
            if (moved.Count == 0)
                return true;
            try
            {
                foreach (var (cursor, position) in moved)
                    CursorFile.Write(files, folder, cursor.Sink, position);
                files.SyncFolder(folder);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                Log.JournalCursorsNotWritten(log, e);
                return false;
            }
            lock (_gate)
            {
                foreach (var (cursor, position) in moved)
                    cursor.Durable = position;
            }
            return true;
        }
    }

    /// <summary>Whether every sink has, durably, all of a segment before which nothing is left.</summary>
    public bool HavePassed(Segment segment)
    {
        long end = segment.LastFinishedEnd;
        if (end == 0)
            return true;
        var last = new JournalPosition(segment.Number, end);
        lock (_gate)
            return _sinks.Values.All(c => c.Durable is { } durable && !IsBefore(durable, last));
    }

    /// <summary>Finished generations that a sink has not acknowledged.</summary>
    public long Backlog(SinkCursor cursor, Segment[] segments)
    {
        JournalPosition position;
        int passed;
        lock (_gate)
            (position, passed) = (cursor.Acknowledged, cursor.PassedInSegment);
        long backlog = 0;
        foreach (var segment in segments)
        {
            if (segment.Number > position.Segment)
                backlog += segment.Finished;
            else if (segment.Number == position.Segment)
                backlog += Math.Max(0, segment.Finished - passed);
        }
        return backlog;
    }

    private static bool IsBefore(JournalPosition a, JournalPosition b) =>
        a.Segment < b.Segment || (a.Segment == b.Segment && a.Offset < b.Offset);
}

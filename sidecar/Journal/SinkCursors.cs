using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// The registered sinks, how far each is, and its account. Acknowledgements are gathered in memory and go to disk together,
/// before any segment that they free is deleted; losing some of them delivers again, never too little.
/// </summary>
internal sealed class SinkCursors(
    IJournalFileSystem files, string folder, SegmentCatalog catalog, JournalMetrics metrics, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly Lock _flushing = new();
    private readonly Dictionary<string, SinkCursor> _sinks = new(StringComparer.Ordinal);
    private long _captured;

    /// <summary>Finished generations that were written since the opening; steady under the writer's gate.</summary>
    public long Captured
    {
        get
        {
            lock (_gate)
                return _captured;
        }
    }

    /// <summary>The last time, cursors weren't written for want of room.</summary>
    public bool IsOutOfRoom { get; private set; }

    public SinkCursor? Find(string sink)
    {
        lock (_gate)
            return _sinks.GetValueOrDefault(sink);
    }

    /// <summary>Takes up a sink whose cursor was found; all that the catalog holds behind it is its backlog.</summary>
    public void Add(string sink, JournalPosition start, int passedInSegment)
    {
        lock (_gate)
        {
            long found = 0;
            foreach (var segment in catalog.Snapshot())
            {
                if (segment.Number > start.Segment)
                    found += segment.Finished;
                else if (segment.Number == start.Segment)
                    found += Math.Max(0, segment.Finished - passedInSegment);
            }
            _sinks[sink] = new SinkCursor(sink, start, passedInSegment, _captured - found) { Durable = start };
        }
    }

    /// <summary>
    /// Registers exactly <paramref name="sinks"/>: new ones begin at <paramref name="end"/>, others' files are deleted.
    /// </summary>
    /// <param name="sinks">All sinks that there are.</param>
    /// <param name="end">The journal's end.</param>
    /// <param name="finishedInSegment">Finished generations of its segment before that end.</param>
    /// <param name="captured"><see cref="Captured"/> at that end.</param>
    public void Set(IReadOnlyCollection<JournalSink> sinks, JournalPosition end, int finishedInSegment, long captured)
    {
        List<SinkCursor> removed = [];
        List<long> left = [];
        // Not while cursors are written: a file must not come back after it was deleted.
        lock (_flushing)
        {
            lock (_gate)
            {
                foreach (var cursor in _sinks.Values.Where(c => !sinks.Any(s => s.Name == c.Sink)))
                {
                    cursor.Removed = true;
                    removed.Add(cursor);
                    left.Add(BacklogOf(cursor));
                }
                foreach (var cursor in removed)
                    _sinks.Remove(cursor.Sink);
                foreach (var sink in sinks)
                {
                    _sinks.TryAdd(sink.Name, new SinkCursor(sink.Name, end, finishedInSegment, captured));
                    _sinks[sink.Name].Kind = sink.Kind;
                }
            }
            foreach (var (cursor, backlog) in removed.Zip(left))
            {
                Log.JournalSinkRemoved(log, cursor.Sink);
                metrics.Dropped(cursor.Sink, LossReasons.SinkRemoved, backlog);
                DiskFaults.Ignore(() => files.Delete(Path.Combine(folder, JournalFiles.Cursor(cursor.Sink))));
            }
        }
        Flush();
    }

    /// <summary>
    /// A reader begins: where it goes on, and how many finished generations of that segment are behind it. What the last one gave
    /// out and nobody acknowledged can't be given out again where its segment is gone.
    /// </summary>
    public (JournalPosition Position, int Passed) Resume(SinkCursor cursor)
    {
        GivenOut[] gone;
        (JournalPosition, int) start;
        lock (_gate)
        {
            cursor.Damaged.Clear();
            gone = [.. cursor.Out];
            cursor.Out.Clear();
            foreach (var given in gone)
                cursor.Drop(given.Reason, given.Count);
            start = (cursor.Acknowledged, cursor.PassedInSegment);
            (cursor.OutSegment, cursor.OutInSegment) = (cursor.Acknowledged.Segment, cursor.PassedInSegment);
        }
        foreach (var given in gone)
            metrics.Dropped(cursor.Sink, given.Reason, given.Count);
        return start;
    }

    /// <summary>A reader is about to give a generation out; false: it was given up a moment ago, and counted.</summary>
    public bool TryGiveOut(SinkCursor cursor, long segment, int ordinal)
    {
        lock (_gate)
        {
            if (segment <= cursor.GivenUp)
                return false;
            (cursor.OutSegment, cursor.OutInSegment) = (segment, ordinal);
            return true;
        }
    }

    /// <summary>Under the writer's gate, before readers can see them: so many more finished generations are there.</summary>
    public void Capture(int count)
    {
        lock (_gate)
            _captured += count;
    }

    /// <summary>
    /// A segment lost its end, which now stands behind all others again: who had it sees it twice, who hadn't sees it once.
    /// </summary>
    public void Cut(Segment segment, int finished)
    {
        lock (_gate)
        {
            int cut = segment.Finished - finished;
            foreach (var cursor in _sinks.Values)
            {
                if (cursor.Acknowledged.Segment < segment.Number)
                    cursor.CapturedBefore += cut;
                else if (cursor.Acknowledged.Segment == segment.Number)
                {
                    cursor.CapturedBefore += segment.Finished - Math.Max(finished, cursor.PassedInSegment);
                    cursor.PassedInSegment = Math.Min(cursor.PassedInSegment, finished);
                }
            }
        }
    }

    /// <summary>A reader has left a segment, or never got into it, and missed so many finished generations of it.</summary>
    public void Miss(SinkCursor cursor, long segment, int count)
    {
        lock (_gate)
        {
            if (count > 0 && segment > cursor.GivenUp)
                cursor.Damaged[segment] = count;
        }
    }

    /// <summary>True where that moved the sink forward.</summary>
    public bool Acknowledge(SinkCursor cursor, JournalPosition position, int ordinal)
    {
        bool caughtUp;
        long damaged;
        lock (_gate)
        {
            bool moves = IsBefore(cursor.Acknowledged, position);
            if (cursor.Removed || (!moves && cursor.Out.Count == 0))
                return false;
            long open = BacklogOf(cursor);
            TakeBack(cursor, position.Segment, ordinal);
            damaged = moves ? Advance(cursor, position, ordinal) : 0;
            caughtUp = cursor.Shedding && open > 0 && BacklogOf(cursor) == 0;
            cursor.Shedding &= !caughtUp;
        }
        metrics.Dropped(cursor.Sink, LossReasons.Damaged, damaged);
        if (caughtUp)
            Log.JournalShedOver(log, cursor.Sink);
        return true;
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
            {
                IsOutOfRoom = false;
                return true;
            }
            try
            {
                foreach (var (cursor, position) in moved)
                    CursorFile.Write(files, folder, cursor.Sink, position);
                files.SyncFolder(folder);
                IsOutOfRoom = false;
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                Log.JournalCursorsNotWritten(log, e);
                IsOutOfRoom = DiskFaults.IsFull(e);
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
        lock (_gate)
            return _sinks.Values.All(c => c.Durable is { } durable && HasPassed(durable, segment));
    }

    /// <summary>Whether every sink has all of a segment before which nothing is left, as far as this process knows.</summary>
    public bool HaveAcknowledged(Segment segment)
    {
        lock (_gate)
            return _sinks.Values.All(c => HasPassed(c.Acknowledged, segment));
    }

    /// <summary>Whether no log waits for anything of the oldest segment.</summary>
    public bool LogsHavePassed(Segment segment)
    {
        lock (_gate)
            return _sinks.Values.All(c => c.Kind == SinkKind.Trace || HasPassed(c.Acknowledged, segment));
    }

    /// <summary>
    /// Moves every sink past the oldest segment and counts what each wasn't given; not yet on the disk. Returns the most that one
    /// of them wasn't given.
    /// </summary>
    public int GiveUp(Segment segment, string reason)
    {
        List<(string Sink, int Count, bool First)> given = [];
        lock (_gate)
        {
            foreach (var cursor in _sinks.Values.Where(c => !HasPassed(c.Acknowledged, segment)))
            {
                int behind = cursor.Acknowledged.Segment == segment.Number ? cursor.PassedInSegment : 0;
                int end = EndOfGivenOut(cursor, segment);
                int count = segment.Finished - Math.Max(behind, end);
                if (end > behind)
                    cursor.Out.Add(new(segment.Number, behind, end, reason));
                cursor.Acknowledged = new JournalPosition(segment.Number, segment.LastFinishedEnd);
                cursor.PassedInSegment = segment.Finished;
                cursor.GivenUp = segment.Number;
                cursor.Damaged.Remove(segment.Number);
                cursor.Drop(reason, count);
                given.Add((cursor.Sink, count, reason == LossReasons.Shed && !cursor.Shedding));
                cursor.Shedding |= reason == LossReasons.Shed;
            }
        }
        foreach (var (sink, count, first) in given)
        {
            metrics.Dropped(sink, reason, count);
            if (first)
                Log.JournalSheds(log, sink);
        }
        return given.Count == 0 ? 0 : given.Max(g => g.Count);
    }

    /// <summary>A segment goes that everyone has passed: what a sink has missed of it by now it will never have.</summary>
    public void Settle(Segment segment)
    {
        List<(string Sink, int Count)> missed = [];
        lock (_gate)
        {
            foreach (var cursor in _sinks.Values.Where(c => c.Acknowledged.Segment == segment.Number))
            {
                int count = segment.Finished - cursor.PassedInSegment;
                if (count <= 0)
                    continue;
                cursor.Drop(LossReasons.Damaged, count);
                cursor.PassedInSegment = segment.Finished;
                cursor.Damaged.Remove(segment.Number);
                missed.Add((cursor.Sink, count));
            }
        }
        foreach (var (sink, count) in missed)
            metrics.Dropped(sink, LossReasons.Damaged, count);
    }

    /// <summary>All accounts as of one moment.</summary>
    public IReadOnlyList<SinkAccount> Accounts()
    {
        lock (_gate)
        {
            return
            [
                .. _sinks.Values.OrderBy(c => c.Sink, StringComparer.Ordinal).Select(c => new SinkAccount
                {
                    Sink = c.Sink,
                    Kind = c.Kind,
                    Captured = _captured - c.CapturedBefore,
                    Acknowledged = c.AcknowledgedCount,
                    Backlog = BacklogOf(c),
                    DroppedByReason = new Dictionary<string, long>(c.Dropped, StringComparer.Ordinal),
                }),
            ];
        }
    }

    /// <summary>How many finished generations of a segment its reader has given out; what it met damaged it hasn't.</summary>
    private static int EndOfGivenOut(SinkCursor cursor, Segment segment)
    {
        if (cursor.OutSegment == segment.Number)
            return cursor.OutInSegment;
        return cursor.OutSegment < segment.Number ? 0 : segment.Finished - cursor.Damaged.GetValueOrDefault(segment.Number);
    }

    /// <summary>What was given out of segments that are gone counts as acknowledged up to a place.</summary>
    private static void TakeBack(SinkCursor cursor, long segment, int ordinal)
    {
        for (int i = cursor.Out.Count - 1; i >= 0; i--)
        {
            var given = cursor.Out[i];
            int covered = given.CoveredBy(segment, ordinal);
            cursor.AcknowledgedCount += covered;
            if (covered == given.Count)
                cursor.Out.RemoveAt(i);
            else
                cursor.Out[i] = given with { After = given.After + covered };
        }
    }

    /// <summary>Moves a cursor and its account; returns how many were found damaged on the way.</summary>
    private long Advance(SinkCursor cursor, JournalPosition position, int ordinal)
    {
        long taken = 0, damaged = 0;
        int passed = cursor.PassedInSegment;
        foreach (var segment in catalog.Snapshot())
        {
            if (segment.Number < cursor.Acknowledged.Segment || segment.Number > position.Segment)
                continue;
            if (segment.Number > cursor.Acknowledged.Segment)
                passed = 0;
            if (segment.Number == position.Segment)
            {
                // What was read and then cut off comes again: it counts there.
                ordinal = Math.Min(ordinal, segment.Finished);
                taken += Math.Max(0, ordinal - passed);
                continue;
            }
            int rest = Math.Max(0, segment.Finished - passed);
            int missed = cursor.Damaged.Remove(segment.Number, out int met) ? Math.Min(met, rest) : 0;
            taken += rest - missed;
            damaged += missed;
        }
        cursor.Acknowledged = position;
        cursor.PassedInSegment = ordinal;
        cursor.AcknowledgedCount += taken;
        cursor.Drop(LossReasons.Damaged, damaged);
        return damaged;
    }

    private long BacklogOf(SinkCursor cursor) =>
        _captured - cursor.CapturedBefore - cursor.AcknowledgedCount - cursor.Dropped.Values.Sum();

    private static bool HasPassed(JournalPosition position, Segment segment) =>
        segment.LastFinishedEnd is var end && (end == 0 || !IsBefore(position, new JournalPosition(segment.Number, end)));

    private static bool IsBefore(JournalPosition a, JournalPosition b) =>
        a.Segment < b.Segment || (a.Segment == b.Segment && a.Offset < b.Offset);
}

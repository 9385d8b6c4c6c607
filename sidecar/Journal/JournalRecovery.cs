using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Takes a folder as the last process left it: 1. parked segments whose key is back rejoin at the end; 2. every segment is read
/// through: a torn tail is cut, damage is counted and will be passed over, a segment without a usable header is renamed aside;
/// 3. started records without an end are gathered. Ending at any point and beginning again gives the same. Memory is bounded by
/// one record and the calls that were open at once.
/// </summary>
internal sealed class JournalRecovery(JournalContext context, JournalKeyRing keys)
{
    private readonly RecoveredFolder _found = new(context);
    private readonly OrphanTracker _orphans = new(context.Log);
    private readonly HashSet<long> _moved = [];

    public RecoveredFolder Run()
    {
        List<long> segments = [];
        List<long> parked = [];
        List<string> foreign = [];
        foreach (string name in context.Files.List(context.Folder))
            Classify(name, segments, parked, foreign);
        if (foreign.Count > 0)
            Log.JournalForeignFiles(context.Log, foreign.Count, context.Folder, foreign.Order(StringComparer.Ordinal).First());
        segments.Sort();
        parked.Sort();
        foreach (long number in parked)
            Unpark(number, segments);
        foreach (long number in segments)
            Recover(number);
        _found.Orphans.AddRange(_orphans.Close());
        foreach (var position in _found.Cursors.Values)
            _found.NextNumber = Math.Max(_found.NextNumber, position.Segment + 1);
        _found.Quarantine.Trim();
        return _found;
    }

    private void Classify(string name, List<long> segments, List<long> parked, List<string> foreign)
    {
        if (JournalFiles.TryParseSegment(name, JournalFiles.SegmentSuffix, out long number))
            segments.Add(number);
        else if (JournalFiles.TryParseSegment(name, JournalFiles.ParkedSuffix, out number))
            parked.Add(number);
        else if (JournalFiles.TryParseSegment(name, JournalFiles.QuarantinedSuffix, out number))
            _found.Quarantine.Add(number, LengthOf(name));
        else if (name.EndsWith(JournalFiles.TemporarySuffix, StringComparison.Ordinal) && IsOwnTemporary(name))
            DiskFaults.Ignore(() => context.Files.Delete(Path.Combine(context.Folder, name)));
        else if (JournalFiles.TryParseCursor(name, out string sink))
            ReadCursor(sink);
        else if (name is not (JournalFiles.Lock or JournalFiles.SidecarId))
            foreign.Add(name);
        _found.NextNumber = Math.Max(_found.NextNumber, number + 1);
    }

    private static bool IsOwnTemporary(string name)
    {
        string stem = name[..^JournalFiles.TemporarySuffix.Length];
        return stem == JournalFiles.SidecarId || JournalFiles.TryParseCursor(stem, out _);
    }

    private void ReadCursor(string sink)
    {
        JournalPosition? position = null;
        DiskFaults.Ignore(() => position = CursorFile.Read(context.Files, context.Folder, sink));
        if (position is null)
            Log.JournalCursorDamaged(context.Log, sink);
        // Without a place it begins at the oldest: twice is better than never.
        _found.Cursors[sink] = position ?? default;
    }

    private void Unpark(long number, List<long> segments)
    {
        string name = JournalFiles.Segment(number, JournalFiles.ParkedSuffix);
        string path = Path.Combine(context.Folder, name);
        using (var reader = SegmentReader.TryOpen(context.Files, path, keys, out var fault))
        {
            if (reader is null)
            {
                _found.Parked.Add(number, fault, keys);
                return;
            }
        }
        foreach (var position in _found.Cursors.Values)
            _found.NextNumber = Math.Max(_found.NextNumber, position.Segment + 1);
        long next = _found.NextNumber++;
        context.Files.Rename(path, Path.Combine(context.Folder, JournalFiles.Segment(next)));
        _moved.Add(next);
        segments.Add(next);
        Log.JournalSegmentUnparked(context.Log, number, next);
    }

    private void Recover(long number)
    {
        string name = JournalFiles.Segment(number);
        string path = Path.Combine(context.Folder, name);
        using var reader = SegmentReader.TryOpen(context.Files, path, keys, out var fault);
        switch (fault)
        {
            case SegmentFault.None:
                Scan(number, path, reader!);
                break;
            case SegmentFault.Unfinished:
                long left = LengthOf(name);
                _found.Unfinished.Add(path);
                _orphans.Bridge(number);
                _found.NewestNumber = number;
                context.Metrics.Truncated(left);
                Log.JournalTornTail(context.Log, number, left);
                break;
            case SegmentFault.UnknownKey or SegmentFault.UnknownVersion:
                _found.NewestNumber = number;
                _orphans.Break();
                string parked = JournalFiles.Segment(number, JournalFiles.ParkedSuffix);
                context.Files.Rename(path, Path.Combine(context.Folder, parked));
                _found.Parked.Add(number, fault, keys);
                break;
            default:
                _found.NewestNumber = number;
                _orphans.Break();
                string aside = JournalFiles.Segment(number, JournalFiles.QuarantinedSuffix);
                context.Files.Rename(path, Path.Combine(context.Folder, aside));
                _found.Quarantine.Add(number, LengthOf(aside));
                context.Metrics.Quarantined(1);
                Log.JournalSegmentQuarantined(context.Log, number, aside);
                break;
        }
    }

    private void Scan(long number, string path, SegmentReader reader)
    {
        long length = LengthOf(Path.GetFileName(path));
        int finished = 0;
        long lastFinished = 0;
        bool moved = _moved.Contains(number) || reader.Header.Id != number;
        if (!moved)
        {
            _orphans.Begin(number, reader.Header.Previous);
            _found.NewestNumber = number;
        }
        foreach (string sink in _found.Cursors.Where(c => c.Value.Segment == number).Select(c => c.Key))
            _found.Passed[sink] = 0;
        reader.Seek(0);
        while (reader.TryNext(length, out var header))
        {
            if (header.Kind == RecordKind.Seal || !reader.TryDecrypt(null, out var payload))
                continue;
            // A parked segment that came back stands behind what once followed it, where its calls may have ended: its started
            // records say nothing any more.
            if (!moved || header.Kind == RecordKind.Finished)
                _orphans.Add(header.Kind, RecordPayload.Row(payload).Span);
            if (header.Kind != RecordKind.Finished)
                continue;
            (finished, lastFinished) = (finished + 1, reader.Offset);
            foreach (var (sink, position) in _found.Cursors)
            {
                if (position.Segment == number && position.Offset >= reader.Offset)
                    _found.Passed[sink] = finished;
            }
        }
        if (reader.DamagedRecords > 0)
        {
            context.Metrics.Quarantined(reader.DamagedRecords);
            context.Metrics.Lost(LossReasons.Damaged, reader.DamagedRecords);
            Log.JournalRecordsDamaged(context.Log, number, reader.DamagedRecords);
        }
        if (reader.Offset < length)
            Cut(number, path, reader.Offset, length - reader.Offset);
        var segment = new Segment(number, path, reader.Header.CreatedAt);
        segment.Set(reader.Offset, finished, lastFinished);
        segment.Synced = reader.Offset;
        segment.Seal();
        context.Catalog.Add(segment);
        context.Catalog.AddBytes(reader.Offset);
    }

    private void Cut(long number, string path, long keep, long torn)
    {
        context.Metrics.Truncated(torn);
        Log.JournalTornTail(context.Log, number, torn);
        // Refused, the tail is cut at the next start: until then nobody reads behind the length that is kept here.
        DiskFaults.Ignore(() =>
        {
            using var file = context.Files.Open(path, write: true);
            file.SetLength(keep);
            file.Sync();
        });
    }

    private long LengthOf(string name)
    {
        using var file = context.Files.Open(Path.Combine(context.Folder, name), write: false);
        return file.Length;
    }
}

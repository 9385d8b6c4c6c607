using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Forces what was written to the disk, off the road of requests. A segment that refused is never synced again, since the system
/// may have marked its pages clean: what wasn't safe in it is read back and written to a new one.
/// </summary>
internal sealed class JournalSync(JournalContext context, JournalWriter writer, Func<JournalKeyRing> keys)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<AppendResult>? _group;
    private int _groupCount;

    /// <summary>Wakes whoever calls <see cref="Run"/>; set once.</summary>
    public Action? Wanted { get; set; }

    /// <summary>Under the writer's gate: the sync that all appends until its beginning share.</summary>
    public Task<AppendResult> NextGroup()
    {
        _groupCount++;
        if (_group is not null)
            return _group.Task;
        _group = new TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Wanted?.Invoke();
        return _group.Task;
    }

    /// <summary>Syncs everything that was written before the call.</summary>
    public bool Run()
    {
        lock (_gate)
        {
            List<(SegmentWriter Segment, long Length)> written;
            TaskCompletionSource<AppendResult>? group;
            int groupCount;
            bool names;
            lock (writer.Gate)
            {
                written = [.. writer.Unsynced.Select(w => (w, w.Segment.Length))];
                if (writer.Active is { } active && active.Segment.Length > active.Segment.Synced)
                    written.Add((active, active.Segment.Length));
                (names, writer.NamesChanged) = (writer.NamesChanged, false);
                (group, _group) = (_group, null);
                (groupCount, _groupCount) = (_groupCount, 0);
            }
            bool safe = true;
            foreach (var (segment, length) in written)
                safe &= Sync(segment, length) || WriteAgain(segment);
            if (names)
                safe &= SyncNames();
            if (!safe && groupCount > 0)
                context.Metrics.Lost(LossReasons.SyncError, groupCount);
            group?.SetResult(safe ? AppendResult.Written : AppendResult.Failed);
            return safe;
        }
    }

    /// <summary>Lets go of complete segments where nobody asks for syncs.</summary>
    public void ReleaseSealed()
    {
        lock (_gate)
        {
            lock (writer.Gate)
            {
                foreach (var segment in writer.Unsynced.ToArray())
                    Release(segment);
            }
        }
    }

    private bool Sync(SegmentWriter segment, long length)
    {
        long start = context.Clock.GetTimestamp();
        try
        {
            segment.File.Sync();
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            Log.JournalSyncFailed(context.Log, segment.Segment.Number, e);
            return false;
        }
        context.Metrics.Synced(context.Clock.GetElapsedTime(start));
        lock (writer.Gate)
        {
            segment.Segment.Synced = Math.Max(segment.Segment.Synced, length);
            Release(segment);
        }
        return true;
    }

    private bool SyncNames()
    {
        try
        {
            context.Files.SyncFolder(context.Folder);
            return true;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            Log.JournalSyncFailed(context.Log, 0, e);
            lock (writer.Gate)
                writer.NamesChanged = true;
            return false;
        }
    }

    private bool WriteAgain(SegmentWriter failed)
    {
        lock (writer.Gate)
        {
            try
            {
                var segment = failed.Segment;
                writer.Replace(failed);
                using (var reader = SegmentReader.TryOpen(context.Files, segment.Path, keys(), out _))
                {
                    if (reader is null)
                        throw new IOException("The segment can't be read back.");
                    reader.Seek(segment.Synced);
                    while (reader.TryNext(segment.Length, out var header))
                    {
                        if (header.Kind == RecordKind.Seal || !reader.TryDecrypt(null, out var payload))
                            continue;
                        writer.AppendAgain(header, payload.Span);
                    }
                }
                var target = writer.Active!;
                target.File.Sync();
                target.Segment.Synced = target.Segment.Length;
                // It may be a new file: without its name it isn't safe, and the other mustn't be cut.
                context.Files.SyncFolder(context.Folder);
                Cut(failed);
                return true;
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                // The records may still be readable where they are: they stay, unsafe, and are said to be.
                Log.JournalSyncFailed(context.Log, failed.Segment.Number, e);
                return false;
            }
            finally
            {
                Release(failed);
                context.Appended.Set();
            }
        }
    }

    /// <summary>
    /// Takes from the failed segment what now stands in another; a reader that was there already sees it twice.
    /// </summary>
    private void Cut(SegmentWriter failed)
    {
        var segment = failed.Segment;
        long keep = Math.Max(segment.Synced, SegmentHeader.Length);
        var (finished, lastFinished) = (0, 0L);
        using (var reader = SegmentReader.TryOpen(context.Files, segment.Path, keys(), out _))
        {
            if (reader is not null)
                (finished, lastFinished) = reader.CountFinished(keep);
        }
        context.Catalog.AddBytes(keep - segment.Length);
        context.Sinks.Cut(segment, finished);
        segment.Set(keep, finished, lastFinished);
        // Its data is never trusted to a sync of this file again; that the cut lasts only spares the sinks a repetition.
        DiskFaults.Ignore(() =>
        {
            failed.File.SetLength(keep);
            failed.File.Sync();
        });
    }

    private void Release(SegmentWriter segment)
    {
        if (writer.Active == segment || !writer.Unsynced.Remove(segment))
            return;
        segment.Dispose();
    }
}

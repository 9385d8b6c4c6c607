using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Keeps records, and content where the policy allows it both at capture and now, in segments of the object store. A segment
/// per hour is open (a long stream ends among those of the next hour); all are sealed and delivered together, each with its
/// content first, so that no row names content that isn't there.
/// </summary>
internal sealed class SegmentSink(
    IObjectStore store, string prefix, SegmentSpool spool, Configuration.IConfigurationSource configuration,
    SinkProgress progress,
    SinkOptions options, TimeProvider clock, ILogger logger) : ISink
{
    private const int MostOpenHours = 4;

    private readonly Dictionary<DateTimeOffset, OpenSegment> _open = [];
    private bool _delivering = spool.Sealed is not null;
    private DateTimeOffset _openedAt;
    private JournalPosition _last;

    /// <summary>What the journal keeps for the open segments; much more than they hold, where content compresses well.</summary>
    private long _heldBytes;

    public string Name => progress.Name;

    public DateTimeOffset? FlushDue
    {
        get
        {
            if (_delivering)
                return DateTimeOffset.MinValue;
            if (_open.Count == 0)
                return null;
            bool full = _open.Count > MostOpenHours
                || _heldBytes >= options.HeldBytes
                || _open.Values.Sum(segment => segment.Length) >= options.SegmentBytes;
            return full ? DateTimeOffset.MinValue : _openedAt + options.SegmentAge;
        }
    }

    public void Add(JournalEntry entry)
    {
        // Sealed before a crash that came before the acknowledgement.
        if (spool.Sealed is { } batch && batch.Covers(entry.Position))
            return;
        if (!GenerationIds.TryParse(entry.Record.Id, out var second, out string sidecar))
        {
            progress.Dropped(SinkFaults.Malformed, 1);
            return;
        }
        var segment = SegmentOf(entry, second, sidecar);
        if (entry.Content is { } captured && LoggingEntitlement.MayStore(entry.Record, configuration.Current?.Config))
            segment.Append(second, entry, captured);
        else
            segment.Append(second, entry);
        _last = entry.Position;
        _heldBytes += entry.RecordJson.Length;
        if (entry.Content is { } held)
            _heldBytes += held.Request.Length + held.Response.Length;
    }

    public async Task<FlushResult> FlushAsync(CancellationToken cancellationToken)
    {
        if (!_delivering && _open.Count > 0)
            Seal();
        foreach (var segment in spool.Sealed?.Segments ?? [])
        {
            var result = await DeliverAsync(segment, cancellationToken);
            if (!result.IsDone)
                return result;
        }
        _delivering = false;
        return FlushResult.Done;
    }

    public void Discard()
    {
        foreach (var segment in _open.Values)
            segment.Abandon();
        _open.Clear();
        _heldBytes = 0;
    }

    public void Dispose()
    {
        foreach (var segment in _open.Values)
            segment.Dispose();
        _open.Clear();
        _heldBytes = 0;
    }

    private OpenSegment SegmentOf(JournalEntry first, DateTimeOffset second, string sidecar)
    {
        var hour = new DateTimeOffset(second.Year, second.Month, second.Day, second.Hour, 0, 0, TimeSpan.Zero);
        if (_open.TryGetValue(hour, out var segment))
            return segment;
        if (_open.Count == 0)
            _openedAt = clock.GetUtcNow();
        return _open[hour] = spool.Open(prefix, first, hour, sidecar);
    }

    private void Seal()
    {
        spool.Seal(_open.Values, _last);
        _delivering = true;
        Dispose();
    }

    private async Task<FlushResult> DeliverAsync(SealedSegment segment, CancellationToken cancellationToken)
    {
        // Without its records' file it was delivered before.
        if (!File.Exists(spool.PathOf(segment.RecordsFile)))
            return FlushResult.Done;
        try
        {
            if (segment.ContentFile is { } content && File.Exists(spool.PathOf(content)))
            {
                if (!await MayStoreAsync(segment, cancellationToken))
                    segment = RemoveContent(segment);
                else if (await PutAsync(
                    segment.ContentName!, content, ObjectNames.ContentContentType, segment.Summary.ContentCrc32C, segment,
                    cancellationToken) is { } fault)
                    return fault;
            }
            if (await PutAsync(
                segment.RecordsName, segment.RecordsFile, ObjectNames.RecordsContentType, segment.Summary.RecordsCrc32C, segment,
                cancellationToken) is { } refused)
                return refused;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new(SinkFaults.Store);
        }
        spool.Delete(segment);
        progress.Delivered(segment.Summary.Count);
        return FlushResult.Done;
    }

    /// <summary>Content that was entitled when it was sealed: a switch since then counts, unless it is stored already.</summary>
    private async Task<bool> MayStoreAsync(SealedSegment segment, CancellationToken cancellationToken) =>
        LoggingEntitlement.IsEnabled(configuration.Current?.Config)
        || await store.StatAsync(segment.ContentName!, cancellationToken) is not null;

    private SealedSegment RemoveContent(SealedSegment segment)
    {
        Log.SealedContentRemoved(logger, segment.Summary.ContentCount);
        return spool.WithoutContent(segment);
    }

    private async Task<FlushResult?> PutAsync(
        string name, string file, string contentType, uint crc, SealedSegment segment, CancellationToken cancellationToken)
    {
        await using var bytes = new FileStream(spool.PathOf(file), FileMode.Open, FileAccess.Read, FileShare.Read);
        var properties = new ObjectProperties
        {
            ContentType = contentType,
            Crc32C = crc,
            Metadata = segment.Summary.ToMetadata(segment.WorkspaceId),
        };
        if (await store.PutAsync(name, bytes, properties, ifGeneration: 0, cancellationToken) != PutResult.Conflict)
            return null;
        Log.ObjectConflict(logger, name);
        return new(SinkFaults.Conflict, options.LongestRetry);
    }
}

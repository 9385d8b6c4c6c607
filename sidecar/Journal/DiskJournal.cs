using System.Diagnostics.Metrics;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// The journal on disk. A folder holds: numbered segments of encrypted records (the only truth), one cursor file a sink (a hint:
/// without it a sink reads everything again), the name of the sidecar, a lock. One process per folder.
/// </summary>
internal sealed class DiskJournal : IJournal, IAsyncDisposable
{
    private readonly JournalContext _context;
    private readonly JournalWriter _writer;
    private readonly AppendQueue _appends;
    private readonly JournalSync _sync;
    private readonly SegmentReclaimer _reclaimer;
    private readonly JournalMaintenance _maintenance;
    private readonly RecoveredFolder _recovered;
    private readonly JournalFolder _folder;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _reading = new(StringComparer.Ordinal);
    private List<byte[]> _keyBytes;
    private JournalKeyRing _keys;
    private bool _disposed;

    private DiskJournal(
        JournalContext context, JournalFolder folder, IReadOnlyList<byte[]> keys, JournalKeyRing ring, RecoveredFolder recovered)
    {
        _context = context;
        _folder = folder;
        _keyBytes = [.. keys];
        _keys = ring;
        _recovered = recovered;
        _reclaimer = new SegmentReclaimer(context);
        _writer = new JournalWriter(context, folder, ring, recovered, _reclaimer);
        _appends = new AppendQueue(context, _writer);
        _sync = new JournalSync(context, _writer, () => Volatile.Read(ref _keys));
        // First: a segment goes when nobody is known who waits for it.
        foreach (var (sink, position) in recovered.Cursors)
            context.Sinks.Add(sink, position, recovered.Passed.GetValueOrDefault(sink));
        _writer.Open();
        var orphans = new OrphanCloser(context, recovered, _appends, _sync);
        orphans.Run();
        if (context.Options.Sinks is { } sinks)
            Register(sinks);
        if (context.Options.Sync == JournalSyncPolicy.Group)
            _writer.GroupSync = _sync;
        context.Metrics.Observe(GetStatus);
        _maintenance = new JournalMaintenance(context, _writer, _sync, _reclaimer, orphans);
    }

    public string Sidecar => _folder.Sidecar;

    /// <summary>
    /// Opens a folder, makes whole what a crash left, and begins a new segment. A disk without room for that refuses appends, as
    /// one does that fills later, until there is some.
    /// </summary>
    /// <param name="options">Where and how.</param>
    /// <param name="keys">The journal key, then earlier ones that segments may still be wrapped with; 32 bytes each.</param>
    /// <param name="clock">Drives intervals, hours and ages.</param>
    /// <param name="log">Says what was repaired, parked and refused.</param>
    /// <param name="meter">Takes the instruments.</param>
    /// <exception cref="JournalUnavailableException">The folder can't be used; says what to do.</exception>
    public static DiskJournal Open(
        JournalOptions options, IReadOnlyList<byte[]> keys, TimeProvider clock, ILogger log, Meter meter) =>
        Open(options, keys, clock, log, meter, DiskFileSystem.Instance, dataKey => new AesSegmentCipher(dataKey));

    internal static DiskJournal Open(
        JournalOptions options, IReadOnlyList<byte[]> keys, TimeProvider clock, ILogger log, Meter meter,
        IJournalFileSystem files, SegmentCipherFactory ciphers)
    {
        var ring = new JournalKeyRing(keys);
        JournalFolder? folder = null;
        try
        {
            folder = JournalFolder.Open(files, options.Directory);
            var metrics = new JournalMetrics(meter);
            var catalog = new SegmentCatalog();
            var context = new JournalContext(
                options, files, clock, log, metrics, catalog,
                new SinkCursors(files, options.Directory, catalog, metrics, log), new AppendSignal(), new RecentRecords(),
                new ContentPlaces(), ciphers);
            var recovered = folder.IsTaken ? new JournalRecovery(context, ring).Run() : new RecoveredFolder(context);
            return new DiskJournal(context, folder, keys, ring, recovered);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            folder?.Dispose();
            throw JournalUnavailableException.Unwritable(options.Directory, e);
        }
    }

    public async ValueTask<AppendResult> AppendStartedAsync(GenerationRecord record)
    {
        var outcome = await _appends.Add(RecordKind.Started, record, null);
        _maintenance.Arm();
        return outcome.Result;
    }

    public async ValueTask<AppendResult> AppendFinishedAsync(GenerationRecord record, CapturedContent? content)
    {
        long start = _context.Clock.GetTimestamp();
        var outcome = await _appends.Add(RecordKind.Finished, record, content);
        _maintenance.Arm();
        return outcome.Synced is { } synced ? await AwaitSync(synced, start) : outcome.Result;
    }

    /// <summary>Opens a registered sink's way through the journal; one at a time, and closed before the journal is.</summary>
    public IJournalReader OpenReader(string sink)
    {
        var cursor = _context.Sinks.Find(sink)
            ?? throw new ArgumentException($"The sink '{sink}' is not registered with the journal.", nameof(sink));
        lock (_gate)
        {
            if (!_reading.Add(sink))
                throw new InvalidOperationException($"The sink '{sink}' already has a reader.");
        }
        return new JournalReader(
            _context, cursor, () => Volatile.Read(ref _keys), () => _maintenance.Arm(), r => Closed(r.Cursor.Sink));
    }

    /// <summary>
    /// Registers exactly these sinks. A new one begins at the current end; one that is gone is forgotten, its reader should be
    /// closed: it may read on, its acknowledgements no longer count.
    /// </summary>
    public void SetSinks(IReadOnlyCollection<JournalSink> sinks)
    {
        Register(sinks);
        _maintenance.Arm();
    }

    /// <summary>
    /// Takes new keys: the first wraps from the next record on. Keys that were known stay known to this process, for segments
    /// that are still to be read. Parked segments that they open go on behind all others.
    /// </summary>
    public void SetKeys(IReadOnlyList<byte[]> keys)
    {
        lock (_gate)
        {
            _ = new JournalKeyRing(keys);
            _keyBytes = [.. keys, .. _keyBytes.Where(old => !keys.Any(k => k.AsSpan().SequenceEqual(old)))];
            var ring = new JournalKeyRing(_keyBytes);
            Volatile.Write(ref _keys, ring);
            _writer.SetKeys(ring);
            _recovered.Parked.Rejoin(ring, _writer);
        }
        _maintenance.Arm();
    }

    /// <summary>
    /// The generations that the folder still holds, oldest first and without content, whether delivered or not: what an index in
    /// memory is filled from at the start. Where their content stands is noted for <see cref="ReadContent"/>.
    /// </summary>
    public IEnumerable<JournalEntry> ReadRetained()
    {
        foreach (var segment in _context.Catalog.Snapshot())
        {
            SegmentReader? reader = null;
            DiskFaults.Ignore(
                () => reader = SegmentReader.TryOpen(_context.Files, segment.Path, Volatile.Read(ref _keys), out _));
            using (reader)
            {
                while (reader is not null && reader.TryNext(segment.Length, out var header))
                {
                    if (header.Kind != RecordKind.Finished || !reader.TryDecrypt(null, out var payload))
                        continue;
                    byte[] row = RecordPayload.Row(payload).ToArray();
                    if (row.Length == 0)
                        continue;
                    if ((header.Flags & RecordHeader.HasContent) != 0 && RecordPayload.Id(row) is { } id)
                        _context.Places.Add(id, new(segment.Number, reader.Start));
                    yield return new JournalEntry(new JournalPosition(segment.Number, reader.Offset), row, null);
                }
            }
        }
    }

    /// <summary>
    /// The content of a generation that the folder still holds, found by its place; null: it holds none, or it can't be read.
    /// </summary>
    public CapturedContent? ReadContent(string id)
    {
        if (_context.Places.Find(id) is not { } place
            || _context.Catalog.AtOrAfter(place.Segment) is not { } segment || segment.Number != place.Segment)
            return null;
        CapturedContent? content = null;
        DiskFaults.Ignore(() =>
        {
            using var reader = SegmentReader.TryOpen(_context.Files, segment.Path, Volatile.Read(ref _keys), out _);
            reader?.Seek(place.Offset);
            if (reader is null || !reader.TryNext(segment.Length, out _) || !reader.TryDecrypt(null, out var payload))
                return;
            // The reader wipes its own memory.
            ReadOnlyMemory<byte> copy = payload.ToArray();
            var row = RecordPayload.Row(copy);
            if (RecordPayload.Id(row.Span) == id)
                content = RecordPayload.Content(copy, row);
        });
        return content;
    }

    public JournalStatus GetStatus()
    {
        var segments = _context.Catalog.Snapshot();
        var oldest = segments.FirstOrDefault(s => !_context.Sinks.HavePassed(s));
        return new JournalStatus
        {
            Sidecar = Sidecar,
            Accepting = _writer.Accepting && !_appends.Stuck,
            Bytes = _context.Catalog.Bytes,
            MaxBytes = _context.Options.MaxBytes,
            Segments = segments.Length,
            ParkedSegments = _recovered.Parked.Count,
            MissingKeys = _recovered.Parked.MissingKeys,
            QuarantinedSegments = _recovered.Quarantine.Count,
            QuarantinedBytes = _recovered.Quarantine.Bytes,
            RunningCalls = _writer.Running,
            OldestUnacknowledgedAge = oldest is null ? null : _context.Clock.GetUtcNow() - oldest.CreatedAt,
            Sinks = _context.Sinks.Accounts(),
            LostByReason = _context.Metrics.LostByReason(),
        };
    }

    /// <summary>What the timer does, now: syncs, writes cursors, deletes what everyone has.</summary>
    internal void Maintain() => _maintenance.Run();

    /// <summary>Lets go of the folder as the end of the process would: nothing is sealed, synced or noted. For tests.</summary>
    internal void Abandon()
    {
        _disposed = true;
        _appends.Dispose();
        _maintenance.Dispose();
        _folder.Dispose();
    }

    /// <summary>Seals the segment, makes it and the cursors safe, and lets go of the folder. Appends from now on fail.</summary>
    public ValueTask DisposeAsync()
    {
        if (_disposed)
            return ValueTask.CompletedTask;
        _disposed = true;
        lock (_writer.Gate)
            _writer.Seal(forGood: true);
        _appends.Dispose();
        _maintenance.Dispose();
        _maintenance.Run();
        _writer.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<AppendResult> AwaitSync(Task<AppendResult> synced, long start)
    {
        try
        {
            var left = _context.Options.AppendTimeout - _context.Clock.GetElapsedTime(start);
            return await synced.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _context.Clock);
        }
        catch (TimeoutException)
        {
            // Written, only not known to be on the disk: no loss unless the node goes too.
            _context.Metrics.Late();
            return AppendResult.Failed;
        }
    }

    private void Register(IReadOnlyCollection<JournalSink> sinks)
    {
        JournalPosition end;
        int finished;
        long captured;
        lock (_writer.Gate)
        {
            (end, finished) = _context.Catalog.End;
            captured = _context.Sinks.Captured;
        }
        // Outside: cursors are files, and appends wait for nobody's files but their own.
        _context.Sinks.Set(sinks, end, finished, captured);
    }

    private void Closed(string sink)
    {
        lock (_gate)
            _reading.Remove(sink);
    }
}

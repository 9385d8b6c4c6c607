using System.Collections.Concurrent;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Appends to the newest segment, one at a time and under one lock: 1. room is made: old segments go, a full or old one is sealed
/// and the next begun, with the started records of calls that still run, so that older segments are never needed for them; 2. the
/// payload is encrypted into one reused buffer and written by one call. A segment that refused a write is left behind and the
/// append tried once more in a new one. Syncing is <see cref="JournalSync"/>'s, off the road.
/// </summary>
internal sealed class JournalWriter(
    JournalContext context, JournalFolder folder, JournalKeyRing keys, RecoveredFolder recovered, SegmentReclaimer reclaimer)
    : IDisposable
{
    /// <summary>While the disk refuses new segments, one is tried this often and not with every append.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly RecordBuffer _frame = new();
    private readonly RecordEncoder _started = new();
    private readonly ConcurrentDictionary<string, GenerationRecord> _running = new(StringComparer.Ordinal);
    private readonly JournalOptions _options = context.Options;
    private readonly long _segmentBytes = context.Options.EffectiveSegmentBytes;
    private JournalKeyRing _keys = keys;
    private long _nextNumber = recovered.NextNumber;
    private long _previousNumber = recovered.NewestNumber;
    private long _startedBytes;
    private long _failedAt;
    private string? _failure;
    private string? _refusing;
    private bool _closed;

    /// <summary>Guards everything here, and what <see cref="JournalSync"/> takes from it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The segment in use; null: the last one failed and no new one could be begun, or the journal is closed.</summary>
    public SegmentWriter? Active { get; private set; }

    /// <summary>Segments that are complete and not yet synced.</summary>
    public List<SegmentWriter> Unsynced { get; } = [];

    /// <summary>Whether file names have changed since the folder was synced.</summary>
    public bool NamesChanged { get; set; }

    /// <summary>Free space is short: nothing is appended.</summary>
    public bool DiskLow { get; set; }

    /// <summary>Calls that have started and not finished.</summary>
    public int Running => _running.Count;

    /// <summary>Whether the last append found the journal able to write.</summary>
    public bool Accepting => !_closed && !DiskLow && _failure is null;

    /// <summary>Where finished generations wait for the disk, with the policy that wants it; set once.</summary>
    public JournalSync? GroupSync { get; set; }

    /// <summary>Writes a record or says why not. Whoever waits for it hasn't to be there any more.</summary>
    public AppendOutcome Append(PendingAppend append)
    {
        Task<AppendResult>? synced = null;
        lock (Gate)
        {
            if (_closed)
                return Refuse(LossReasons.Closed, AppendResult.Failed);
            var outcome = Write(append);
            if (outcome.Result != AppendResult.Written)
                return outcome;
            if (append.Kind == RecordKind.Finished)
                synced = GroupSync?.NextGroup();
            else
                _running[append.Record.Id] = append.Record;
            _failure = null;
            _refusing = null;
        }
        if (append.Kind == RecordKind.Finished)
            context.Appended.Set();
        return new AppendOutcome(AppendResult.Written, Synced: synced);
    }

    /// <summary>A call is over: the next segment needn't know of it.</summary>
    public void Forget(string id) => _running.TryRemove(id, out _);

    /// <summary>
    /// Begins the first segment; where there is no room for it, the first append that finds some does. Throws what the disk
    /// throws for any other reason.
    /// </summary>
    public void Open()
    {
        lock (Gate)
        {
            try
            {
                Begin();
            }
            catch (Exception e) when (DiskFaults.IsFull(e))
            {
                Fail(e);
                Refuse(LossReasons.DiskFull, AppendResult.Full);
                // What everyone has goes at once, rather than with the first call.
                reclaimer.MakeRoom(Needed(0, begins: true));
                _failedAt = 0;
            }
        }
    }

    public void SetKeys(JournalKeyRing keys)
    {
        lock (Gate)
        {
            bool changed = keys.CurrentId != _keys.CurrentId;
            _keys = keys;
            if (changed && Active is { Segment.Length: > SegmentHeader.Length })
                TryRoll();
        }
    }

    /// <summary>Seals a segment whose hour is over, also when nothing is appended any more.</summary>
    public void RollIfOld()
    {
        lock (Gate)
        {
            // What is full doesn't grow by the calls that a new segment begins with.
            if (!_closed && Active is { } active && IsOld(active) && Missing(0, begins: true) <= 0)
                TryRoll();
        }
    }

    /// <summary>
    /// Under the gate: no more appends to the segment in use, nor to this journal if <paramref name="forGood"/>.
    /// </summary>
    public void Seal(bool forGood)
    {
        _closed |= forGood;
        if (Active is not { } active)
            return;
        DiskFaults.Ignore(() => active.Append(_frame, default, RecordKind.Seal, 0));
        SetAside(active);
    }

    /// <summary>Under the gate: leaves a segment that failed behind and begins a new one; throws what the disk throws.</summary>
    public void Replace(SegmentWriter failed)
    {
        if (Active == failed)
            SetAside(failed);
        if (Active is null)
            Begin();
    }

    /// <summary>Under the gate: writes a payload that was read back from another segment.</summary>
    public void AppendAgain(RecordHeader header, ReadOnlySpan<byte> payload) =>
        Active!.Append(_frame, payload, header.Kind, header.Flags);

    /// <summary>
    /// Takes up a segment that could not be read before: behind all others, where every sink still comes by. False: the disk
    /// refuses; it stays as it is.
    /// </summary>
    /// <param name="path">Its file.</param>
    /// <param name="describe">What is in it, once it has a number and a path.</param>
    public bool Rejoin(string path, Func<long, string, Segment> describe)
    {
        lock (Gate)
        {
            if (_closed)
                return false;
            Seal(forGood: false);
            long number = _nextNumber++;
            string target = Path.Combine(context.Folder, JournalFiles.Segment(number));
            bool renamed = DiskFaults.Ignore(() => context.Files.Rename(path, target));
            if (renamed)
            {
                var segment = describe(number, target);
                context.Sinks.Capture(segment.Finished);
                context.Catalog.Add(segment);
            }
            try
            {
                Begin();
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                Fail(e);
            }
            return renamed;
        }
    }

    public void Dispose()
    {
        _frame.Dispose();
        _started.Dispose();
    }

    private AppendOutcome Write(PendingAppend append)
    {
        var encoder = append.Encoder;
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                if (MakeRoom(encoder.Length) is { } reason)
                {
                    bool full = reason is LossReasons.Full or LossReasons.DiskFull;
                    return Refuse(reason, full ? AppendResult.Full : AppendResult.Failed);
                }
                long start = Active!.Segment.Length;
                Active.Append(_frame, encoder.Payload, append.Kind, append.Flags);
                if ((append.Flags & RecordHeader.HasContent) != 0)
                    context.Places.Add(append.Record.Id, new(Active.Segment.Number, start));
                if (append.Kind == RecordKind.Started)
                    _startedBytes = Math.Max(_startedBytes, Frame(encoder.Length));
                else
                    context.Recent.Add(Active.Segment.Finished, new(Active.Segment.Number, Active.Segment.Length), append.Record);
                return new AppendOutcome(AppendResult.Written);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                Fail(e);
                if (attempt > 0)
                    return Refuse(_failure!, DiskFaults.IsFull(e) ? AppendResult.Full : AppendResult.Failed);
                if (DiskFaults.IsFull(e))
                    reclaimer.MakeRoom(Needed(encoder.Length, begins: true));
                _failedAt = 0;
            }
        }
    }

    /// <summary>Null where a payload can be written to <see cref="Active"/>; else why not.</summary>
    private string? MakeRoom(int payload)
    {
        if (DiskLow)
            return LossReasons.DiskFull;
        bool rolls = Active is { Segment.Length: > SegmentHeader.Length } active
            && (active.Segment.Length + Frame(payload) > _segmentBytes || IsOld(active));
        long missing = Missing(payload, begins: rolls || Active is null);
        if (missing > 0 && !reclaimer.MakeRoom(missing))
            return LossReasons.Full;
        if (rolls)
        {
            Roll();
        }
        else if (Active is null)
        {
            if (_failedAt != 0 && context.Clock.GetElapsedTime(_failedAt) < RetryAfter)
                return _failure ?? LossReasons.WriteError;
            Begin();
        }
        return null;
    }

    /// <summary>Bytes by which a payload would be over the bound.</summary>
    private long Missing(int payload, bool begins) => context.Catalog.Bytes + Needed(payload, begins) - _options.MaxBytes;

    /// <summary>Bytes of a record and of its segment's end, and of what a segment that it causes begins with.</summary>
    private long Needed(int payload, bool begins) =>
        Frame(payload) + Frame(0) + (begins ? SegmentHeader.Length + Frame(0) + (_running.Count * _startedBytes) : 0);

    private static long Frame(int payload) => RecordHeader.Length + payload + RecordHeader.TagLength;

    private bool IsOld(SegmentWriter segment)
    {
        const long Hour = TimeSpan.TicksPerHour;
        return segment.Segment.Length > SegmentHeader.Length
            && segment.Segment.CreatedAt.UtcTicks / Hour != context.Clock.GetUtcNow().UtcTicks / Hour;
    }

    private void TryRoll()
    {
        try
        {
            Roll();
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            Fail(e);
        }
    }

    private void Roll()
    {
        Seal(forGood: false);
        Begin();
    }

    /// <summary>Begins a segment with the started records of the calls that still run.</summary>
    private void Begin()
    {
        folder.Complete();
        var segment = SegmentWriter.Create(context, _nextNumber++, _previousNumber, _keys);
        Active = segment;
        NamesChanged = true;
        _previousNumber = segment.Segment.Number;
        foreach (var record in _running.Values)
        {
            _started.Encode(record, null);
            segment.Append(_frame, _started.Payload, RecordKind.Started, 0);
        }
        // Readers at the end of the sealed one find this one.
        context.Appended.Set();
    }

    private void Fail(Exception e)
    {
        _failedAt = context.Clock.GetTimestamp();
        string reason = DiskFaults.LossReason(e);
        // A disk that stays full is tried four times a second, and said once.
        if (_failure != reason)
            Log.JournalWriteFailed(context.Log, Active?.Segment.Number ?? _nextNumber, e);
        _failure = reason;
        if (Active is not { } active)
            return;
        // Half a record behind the last whole one would only be cut at the next start.
        DiskFaults.Ignore(() => active.File.SetLength(active.Segment.Length));
        SetAside(active);
    }

    private void SetAside(SegmentWriter segment)
    {
        segment.Segment.Seal();
        Unsynced.Add(segment);
        Active = null;
    }

    private AppendOutcome Refuse(string reason, AppendResult result)
    {
        if (_refusing != reason)
            Log.JournalRefuses(context.Log, reason);
        _failure = _refusing = reason;
        return new AppendOutcome(result, reason);
    }
}

using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Appends to the newest segment, on the caller's thread and under one lock:
/// 1. the record is built in one reused buffer; 2. room is made: a full or old segment is sealed and the next begun, with the
/// started records of calls that still run, so that older segments are never needed for them; 3. it is encrypted in place and
/// written by one call. A segment that refused a write is left behind and the append tried once more in a new one. Syncing is
/// <see cref="JournalSync"/>'s, off the road.
/// </summary>
internal sealed class JournalWriter(
    JournalContext context, JournalKeyRing keys, RecoveredFolder recovered, SegmentReclaimer reclaimer)
    : IDisposable
{
    /// <summary>While the disk refuses new segments, one is tried this often and not with every append.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(250);

    private readonly RecordBuffer _buffer = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });
    private readonly Dictionary<string, GenerationRecord> _running = new(StringComparer.Ordinal);
    private readonly JournalOptions _options = context.Options;
    private readonly long _segmentBytes = context.Options.EffectiveSegmentBytes;
    private JournalKeyRing _keys = keys;
    private long _nextNumber = recovered.NextNumber;
    private long _previousNumber = recovered.NewestNumber;
    private long _failedAt;
    private string? _failure;
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
    public int Running
    {
        get
        {
            lock (Gate)
                return _running.Count;
        }
    }

    /// <summary>Whether the last append found the journal able to write.</summary>
    public bool Accepting => !_closed && !DiskLow && _failure is null;

    public AppendResult AppendStarted(GenerationRecord record) => Append(RecordKind.Started, record, null, null, out _);

    /// <param name="record">Metadata.</param>
    /// <param name="content">Content, if any.</param>
    /// <param name="sync">Where to wait for the disk, with the policy that wants it.</param>
    /// <param name="synced">That wait; null: nothing to wait for.</param>
    public AppendResult AppendFinished(
        GenerationRecord record, CapturedContent? content, JournalSync? sync, out Task<AppendResult>? synced) =>
        Append(RecordKind.Finished, record, content, sync, out synced);

    /// <summary>Begins the first segment; throws what the disk throws.</summary>
    public void Open()
    {
        lock (Gate)
            Begin();
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
            if (!_closed && Active is { } active && IsOld(active))
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
        _buffer.Reset();
        _buffer.Advance(RecordHeader.Length);
        DiskFaults.Ignore(() => active.Append(_buffer, RecordKind.Seal, 0));
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
    public void AppendAgain(RecordHeader header, ReadOnlySpan<byte> payload)
    {
        _buffer.Reset();
        _buffer.Advance(RecordHeader.Length);
        _buffer.Append(payload);
        Active!.Append(_buffer, header.Kind, header.Flags);
    }

    public void Dispose()
    {
        _buffer.Dispose();
        _json.Dispose();
    }

    private AppendResult Append(
        RecordKind kind, GenerationRecord record, CapturedContent? content, JournalSync? sync, out Task<AppendResult>? synced)
    {
        synced = null;
        // A disk that hangs holds up whoever writes; the others give up instead of queueing behind it.
        if (!Gate.TryEnter(_options.AppendTimeout))
            return Refuse(kind, LossReasons.Timeout, AppendResult.Failed);
        try
        {
            if (_closed)
                return Refuse(kind, LossReasons.Closed, AppendResult.Failed);
            if (kind == RecordKind.Finished)
                _running.Remove(record.Id);
            var result = Write(kind, record, content);
            if (result != AppendResult.Written)
            {
                _buffer.Clear();
                return result;
            }
            if (kind == RecordKind.Started)
                _running[record.Id] = record;
            else
                synced = sync?.NextGroup();
            _failure = null;
        }
        finally
        {
            Gate.Exit();
        }
        context.Metrics.Appended(AppendResult.Written);
        if (kind == RecordKind.Finished)
            context.Appended.Set();
        return AppendResult.Written;
    }

    private AppendResult Write(RecordKind kind, GenerationRecord record, CapturedContent? content)
    {
        for (int attempt = 0; ; attempt++)
        {
            byte flags = Encode(record, content);
            try
            {
                if (MakeRoom() is { } reason)
                {
                    bool full = reason is LossReasons.Full or LossReasons.DiskFull;
                    return Refuse(kind, reason, full ? AppendResult.Full : AppendResult.Failed);
                }
                if (_buffer.WrittenCount == 0)
                    flags = Encode(record, content);
                long start = Active!.Segment.Length;
                Active.Append(_buffer, kind, flags);
                if (content is not null)
                    context.Places.Add(record.Id, new(Active.Segment.Number, start));
                if (kind == RecordKind.Finished)
                    context.Recent.Add(Active.Segment.Finished, new(Active.Segment.Number, Active.Segment.Length), record);
                return AppendResult.Written;
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                Fail(e);
                if (attempt > 0)
                    return Refuse(kind, _failure!, DiskFaults.IsFull(e) ? AppendResult.Full : AppendResult.Failed);
                _failedAt = 0;
            }
        }
    }

    /// <summary>Null where the record in the buffer can be written to <see cref="Active"/>; else why not.</summary>
    private string? MakeRoom()
    {
        if (DiskLow)
            return LossReasons.DiskFull;
        // The record, and the end and beginning that it may cause.
        long needed = _buffer.WrittenCount + (2 * RecordHeader.TagLength) + RecordHeader.Length + SegmentHeader.Length;
        if (context.Catalog.Bytes + needed > _options.MaxBytes)
        {
            reclaimer.Reclaim(pressed: true);
            if (context.Catalog.Bytes + needed > _options.MaxBytes)
                return LossReasons.Full;
        }
        if (Active is null)
        {
            if (_failedAt != 0 && context.Clock.GetElapsedTime(_failedAt) < RetryAfter)
                return _failure ?? LossReasons.WriteError;
            Begin();
        }
        else if (Active.Segment.Length > SegmentHeader.Length
            && (Active.Segment.Length + _buffer.WrittenCount + RecordHeader.TagLength > _segmentBytes || IsOld(Active)))
        {
            Roll();
        }
        return null;
    }

    private bool IsOld(SegmentWriter segment)
    {
        const long Hour = TimeSpan.TicksPerHour;
        return segment.Segment.Length > SegmentHeader.Length
            && segment.Segment.CreatedAt.UtcTicks / Hour != context.Clock.GetUtcNow().UtcTicks / Hour;
    }

    private byte Encode(GenerationRecord record, CapturedContent? content)
    {
        _buffer.Reset();
        _buffer.Advance(RecordHeader.Length);
        RecordPayload.Write(_buffer, _json, record, content);
        return content is null ? (byte)0 : RecordHeader.HasContent;
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

    /// <summary>
    /// Begins a segment with the started records of the calls that still run. Leaves the buffer empty if it used it.
    /// </summary>
    private void Begin()
    {
        var segment = SegmentWriter.Create(
            context.Files, context.Folder, _nextNumber++, _previousNumber, context.Clock.GetUtcNow(), _keys, context.Catalog);
        Active = segment;
        NamesChanged = true;
        _previousNumber = segment.Segment.Number;
        foreach (var record in _running.Values)
        {
            Encode(record, null);
            segment.Append(_buffer, RecordKind.Started, 0);
            _buffer.Reset();
        }
        _buffer.Reset();
        // Readers at the end of the sealed one find this one.
        context.Appended.Set();
    }

    private void Fail(Exception e)
    {
        _failedAt = context.Clock.GetTimestamp();
        _failure = DiskFaults.LossReason(e);
        Log.JournalWriteFailed(context.Log, Active?.Segment.Number ?? _nextNumber, e);
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

    private AppendResult Refuse(RecordKind kind, string reason, AppendResult result)
    {
        context.Metrics.Appended(result);
        if (kind == RecordKind.Finished)
            context.Metrics.Lost(reason, 1);
        if (_failure != reason)
            Log.JournalRefuses(context.Log, reason);
        _failure = reason;
        return result;
    }
}

using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>Walks one sink through the segments, from its cursor on, into the one that is being written.</summary>
internal sealed class JournalReader(
    JournalContext context, SinkCursor cursor, Func<JournalKeyRing> keys, Action acknowledged, Action<JournalReader> closed)
    : IJournalReader
{
    private JournalPosition _next = context.Sinks.Position(cursor);
    private readonly EntryMemory _memory = new();
    private int _ordinal = cursor.PassedInSegment;
    private Segment? _segment;
    private SegmentReader? _reader;
    private bool _disposed;

    public SinkCursor Cursor => cursor;

    public async ValueTask<JournalEntry> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var appended = context.Appended.Next();
            if (TryRead() is { } entry)
                return entry;
            await appended.WaitAsync(cancellationToken);
        }
    }

    public JournalEntry? TryRead()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (_reader is not null || MoveOn())
        {
            // In this order: what is there once a segment is sealed is all that it will ever have.
            bool complete = _segment!.Sealed;
            try
            {
                if (ReadFrom(_reader!, _segment) is { } entry)
                    return entry;
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                Log.JournalSegmentUnreadable(context.Log, _segment.Number, cursor.Sink, e);
                context.Metrics.Skipped(cursor.Sink, 1);
                complete = true;
            }
            if (!complete || context.Catalog.AtOrAfter(_segment.Number + 1) is null)
                return null;
            CloseSegment();
        }
        return null;
    }

    public void Acknowledge(JournalEntry entry)
    {
        if (context.Sinks.Acknowledge(cursor, entry.Position, entry.Ordinal))
            acknowledged();
    }

    public void Release() => _memory.Clear();

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _reader?.Dispose();
        _memory.Dispose();
        closed(this);
    }

    private JournalEntry? ReadFrom(SegmentReader reader, Segment segment)
    {
        long damaged = reader.DamagedRecords;
        JournalEntry? entry = null;
        while (entry is null && reader.TryNext(segment.Length, out var header))
        {
            if (header.Kind != RecordKind.Finished || !reader.TryDecrypt(_memory, out var payload))
                continue;
            var row = RecordPayload.Row(payload);
            if (row.IsEmpty)
                continue;
            var position = new JournalPosition(segment.Number, reader.Offset);
            _ordinal++;
            entry = new JournalEntry(
                position,
                row,
                (header.Flags & RecordHeader.HasContent) == 0 ? null : RecordPayload.Content(payload, row),
                context.Recent.Find(_ordinal, position))
            {
                Ordinal = _ordinal,
            };
        }
        if (reader.DamagedRecords > damaged)
            context.Metrics.Skipped(cursor.Sink, reader.DamagedRecords - damaged);
        return entry;
    }

    private bool MoveOn()
    {
        while (context.Catalog.AtOrAfter(_next.Segment) is { } segment)
        {
            try
            {
                _reader = SegmentReader.TryOpen(context.Files, segment.Path, keys(), out _);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                // Gone since the catalog was asked: everyone has it. Anything else must not stop the sink either.
                Log.JournalSegmentUnreadable(context.Log, segment.Number, cursor.Sink, e);
            }
            bool resumed = segment.Number == _next.Segment;
            if (_reader is not null)
            {
                _segment = segment;
                _reader.Seek(resumed ? _next.Offset : 0);
                _ordinal = resumed ? _ordinal : 0;
                return true;
            }
            _next = new JournalPosition(segment.Number + 1, 0);
            _ordinal = 0;
        }
        return false;
    }

    private void CloseSegment()
    {
        _reader!.Dispose();
        _reader = null;
        _next = new JournalPosition(_segment!.Number + 1, 0);
        _ordinal = 0;
        _segment = null;
    }
}

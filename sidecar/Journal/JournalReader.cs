using K8sRouter.Sidecar.Diagnostics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>Walks one sink through the segments, from its cursor on, into the one that is being written.</summary>
internal sealed class JournalReader : IJournalReader
{
    private readonly JournalContext _context;
    private readonly SinkCursor _cursor;
    private readonly Func<JournalKeyRing> _keys;
    private readonly Action _acknowledged;
    private readonly Action<JournalReader> _closed;
    private readonly EntryMemory _memory = new();
    private JournalPosition _next;
    private int _ordinal;
    private Segment? _segment;
    private SegmentReader? _reader;
    private bool _disposed;

    public JournalReader(
        JournalContext context, SinkCursor cursor, Func<JournalKeyRing> keys, Action acknowledged, Action<JournalReader> closed)
    {
        _context = context;
        _cursor = cursor;
        _keys = keys;
        _acknowledged = acknowledged;
        _closed = closed;
        (_next, _ordinal) = context.Sinks.Resume(cursor);
    }

    public SinkCursor Cursor => _cursor;

    public async ValueTask<JournalEntry> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var appended = _context.Appended.Next();
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
            if (_segment!.Number <= _cursor.GivenUp)
            {
                // The rest of it was counted as shed: what is delivered now would be counted twice.
                CloseSegment();
                continue;
            }
            // In this order: what is there once a segment is sealed is all that it will ever have.
            bool complete = _segment.Sealed;
            try
            {
                if (ReadFrom(_reader!, _segment) is { } entry)
                    return entry;
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                Log.JournalSegmentUnreadable(_context.Log, _segment.Number, _cursor.Sink, e);
                _context.Metrics.Skipped(_cursor.Sink, 1);
                complete = true;
            }
            if (!complete || _context.Catalog.AtOrAfter(_segment.Number + 1) is null)
                return null;
            _context.Sinks.Miss(_cursor, _segment.Number, _segment.Finished - _ordinal);
            CloseSegment();
        }
        return null;
    }

    public void Acknowledge(JournalEntry entry)
    {
        if (_context.Sinks.Acknowledge(_cursor, entry.Position, entry.Ordinal))
            _acknowledged();
    }

    public void Release() => _memory.Clear();

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _reader?.Dispose();
        _memory.Dispose();
        _closed(this);
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
            if (!_context.Sinks.TryGiveOut(_cursor, segment.Number, _ordinal + 1))
                return null;
            var position = new JournalPosition(segment.Number, reader.Offset);
            _ordinal++;
            entry = new JournalEntry(
                position,
                row,
                (header.Flags & RecordHeader.HasContent) == 0 ? null : RecordPayload.Content(payload, row),
                _context.Recent.Find(_ordinal, position))
            {
                Ordinal = _ordinal,
            };
        }
        if (reader.DamagedRecords > damaged)
            _context.Metrics.Skipped(_cursor.Sink, reader.DamagedRecords - damaged);
        return entry;
    }

    private bool MoveOn()
    {
        while (_context.Catalog.AtOrAfter(Math.Max(_next.Segment, _cursor.GivenUp + 1)) is { } segment)
        {
            bool resumed = segment.Number == _next.Segment;
            try
            {
                _reader = SegmentReader.TryOpen(_context.Files, segment.Path, _keys(), out _);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                // Gone since the catalog was asked: shed, or everyone has it. Anything else must not stop the sink either.
                if (segment.Number > _cursor.GivenUp)
                    Log.JournalSegmentUnreadable(_context.Log, segment.Number, _cursor.Sink, e);
            }
            if (_reader is not null)
            {
                _segment = segment;
                _reader.Seek(resumed ? _next.Offset : 0);
                _ordinal = resumed ? _ordinal : 0;
                return true;
            }
            _context.Sinks.Miss(_cursor, segment.Number, segment.Finished - (resumed ? _ordinal : 0));
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

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Finds the events of a server-sent event stream (WHATWG HTML, "Interpreting an event stream") in a buffer that grows at its
/// end and is consumed at its front. What it finds doesn't depend on how the bytes arrived: lines end in CR, LF or CRLF, a pair
/// may be split, and an event that ends in CR is complete at once, so that nothing is held back for a line feed that may never
/// come. It looks at every byte once, however small the pieces.
/// </summary>
internal struct SseReader
{
    private int _lineStart;
    private int _scanned;
    private int _dataStart;
    private int _dataEnd;
    private int _dataLines;
    private bool _isError;
    private bool _afterCarriageReturn;
    private bool _started;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Finds the next complete event at the front of <paramref name="buffer"/>; the caller consumes its length before the next
    /// call. False: more bytes are needed, and must be appended.
    /// </summary>
    /// <param name="buffer">All unconsumed bytes.</param>
    /// <param name="atEnd">No more bytes will come: an event without its closing blank line counts too.</param>
    /// <param name="found">The event.</param>
    public bool TryRead(ReadOnlySpan<byte> buffer, bool atEnd, out SseEvent found)
    {
        found = default;
        if (!_started && !TryStart(buffer, atEnd))
            return false;
        while (true)
        {
            if (_afterCarriageReturn && _scanned < buffer.Length)
            {
                _afterCarriageReturn = false;
                if (buffer[_scanned] == '\n')
                    _lineStart = ++_scanned;
            }
            int offset = buffer[_scanned..].IndexOfAny((byte)'\r', (byte)'\n');
            if (offset < 0)
            {
                _scanned = buffer.Length;
                return atEnd && TryTakeRest(buffer, out found);
            }
            int lineEnd = _scanned + offset;
            int next = lineEnd + 1;
            _afterCarriageReturn = buffer[lineEnd] == '\r';
            if (_afterCarriageReturn && next < buffer.Length && buffer[next] == '\n')
            {
                next++;
                _afterCarriageReturn = false;
            }
            bool blank = lineEnd == _lineStart;
            if (!blank)
                TakeLine(buffer, lineEnd);
            _lineStart = _scanned = next;
            if (blank)
            {
                found = Finish(next, isClosed: true);
                return true;
            }
        }
    }

    private bool TryStart(ReadOnlySpan<byte> buffer, bool atEnd)
    {
        if (buffer.Length < ByteOrderMark.Length && ByteOrderMark.StartsWith(buffer) && !atEnd)
            return false;
        _started = true;
        _dataStart = -1;
        if (buffer.StartsWith(ByteOrderMark))
            _lineStart = _scanned = ByteOrderMark.Length;
        return true;
    }

    private void TakeLine(ReadOnlySpan<byte> buffer, int lineEnd)
    {
        var line = buffer[_lineStart..lineEnd];
        if (line.StartsWith("event:"u8))
            _isError = line["event:".Length..].TrimStart((byte)' ').SequenceEqual("error"u8);
        if (!line.StartsWith("data"u8) || (line.Length > 4 && line[4] != ':'))
            return;
        int start = Math.Min(5, line.Length);
        if (start < line.Length && line[start] == ' ')
            start++;
        if (_dataLines++ == 0)
            _dataStart = _lineStart + start;
        _dataEnd = lineEnd;
    }

    /// <summary>At the end of the stream: whatever is left, with its last line even if nothing closed it.</summary>
    private bool TryTakeRest(ReadOnlySpan<byte> buffer, out SseEvent found)
    {
        found = default;
        if (buffer.IsEmpty)
            return false;
        if (_lineStart < buffer.Length)
            TakeLine(buffer, buffer.Length);
        found = Finish(buffer.Length, isClosed: false);
        return true;
    }

    private SseEvent Finish(int length, bool isClosed)
    {
        var result = new SseEvent
        {
            Length = length,
            DataStart = _dataStart,
            DataEnd = _dataEnd,
            DataLines = _dataLines,
            IsError = _isError,
            IsClosed = isClosed
        };
        _isError = false;
        _lineStart = _scanned = _dataEnd = _dataLines = 0;
        _dataStart = -1;
        return result;
    }
}

using System.IO.Hashing;
using System.Security.Cryptography;
using K8sRouter.Core.Buffers;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Reads one segment's records in order, passing over what is damaged: by its length where only the payload is, else by looking
/// for the next intact header. It never reads behind the limit it is given and always moves forward. Not thread-safe.
/// </summary>
internal sealed class SegmentReader : IDisposable
{
    private const int WindowLength = 64 << 10;

    private readonly IJournalFile _file;
    private readonly AesGcm _cipher;
    private readonly long _segmentId;
    private byte[] _window = PooledArrays.Rent(WindowLength);
    private long _windowStart;
    private int _windowCount;
    private byte[] _plain = [];
    private RecordHeader _current;
    private long _currentStart;
    private uint? _nextIndex;

    private SegmentReader(IJournalFile file, SegmentHeader header, ReadOnlySpan<byte> dataKey)
    {
        _file = file;
        _segmentId = header.Id;
        Header = header;
        _cipher = new AesGcm(dataKey, RecordHeader.TagLength);
    }

    public SegmentHeader Header { get; }

    /// <summary>End of the last record that was read or passed over; what follows up to the limit is a torn tail.</summary>
    public long Offset { get; private set; } = SegmentHeader.Length;

    /// <summary>Beginning of the last record that was read.</summary>
    public long Start => _currentStart;

    /// <summary>Records that were passed over, as far as their indices tell.</summary>
    public long DamagedRecords { get; private set; }

    public static SegmentReader? TryOpen(IJournalFileSystem files, string path, JournalKeyRing keys, out SegmentFault fault)
    {
        var file = files.Open(path, write: false);
        Span<byte> header = stackalloc byte[SegmentHeader.Length];
        Span<byte> dataKey = stackalloc byte[JournalKeyRing.KeyLength];
        try
        {
            int read = file.Read(header, 0);
            fault = SegmentHeader.Read(header[..read], keys, dataKey, out var parsed);
            if (fault == SegmentFault.None)
                return new SegmentReader(file, parsed, dataKey);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
        file.Dispose();
        return null;
    }

    /// <summary>Goes on at the end of a record.</summary>
    public void Seek(long offset)
    {
        Offset = Math.Max(offset, SegmentHeader.Length);
        _nextIndex = Offset == SegmentHeader.Length ? 0 : null;
    }

    /// <summary>
    /// Finds the next record whose checksums hold; false where none ends at or before <paramref name="limit"/>.
    /// </summary>
    public bool TryNext(long limit, out RecordHeader header)
    {
        while (true)
        {
            if (!RecordHeader.TryRead(Peek(Offset, RecordHeader.Length, limit), _segmentId, out header))
            {
                long next = FindHeader(limit);
                if (next < 0)
                    return false;
                Offset = next;
                if (_nextIndex is null)
                    DamagedRecords++;
                continue;
            }
            var frame = Peek(Offset, header.FrameLength, limit);
            if (frame.IsEmpty)
                return false;
            if (_nextIndex is { } expected && header.Index > expected)
                DamagedRecords += header.Index - expected;
            _nextIndex = header.Index + 1;
            _currentStart = Offset;
            _current = header;
            Offset += header.FrameLength;
            if (Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, frame[RecordHeader.Length..]) == header.PayloadCrc)
                return true;
            DamagedRecords++;
        }
    }

    /// <summary>Decrypts the record that was just found; false where it doesn't authenticate.</summary>
    /// <param name="memory">Takes the payload; null: it holds until the next call.</param>
    /// <param name="payload">The payload.</param>
    public bool TryDecrypt(EntryMemory? memory, out ReadOnlyMemory<byte> payload)
    {
        int length = _current.PayloadLength;
        var target = memory?.Take(length) ?? Reused(length).AsMemory(0, length);
        Span<byte> nonce = stackalloc byte[RecordHeader.NonceLength];
        Span<byte> associated = stackalloc byte[RecordHeader.AssociatedLength];
        RecordHeader.WriteNonce(nonce, _current.Index);
        _current.WriteAssociated(associated, _segmentId);
        var body = _window.AsSpan((int)(_currentStart - _windowStart) + RecordHeader.Length, length + RecordHeader.TagLength);
        payload = target;
        try
        {
            _cipher.Decrypt(nonce, body[..length], body[length..], target.Span, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            DamagedRecords++;
            return false;
        }
    }

    /// <summary>Reads on to <paramref name="limit"/>: how many finished records stand there, where the last ends.</summary>
    public (int Count, long LastEnd) CountFinished(long limit)
    {
        int count = 0;
        long lastEnd = 0;
        while (TryNext(limit, out var header))
        {
            if (header.Kind == RecordKind.Finished && TryDecrypt(null, out _))
                (count, lastEnd) = (count + 1, Offset);
        }
        return (count, lastEnd);
    }

    public void Dispose()
    {
        _file.Dispose();
        _cipher.Dispose();
        CryptographicOperations.ZeroMemory(_plain);
        PooledArrays.Return(_window);
        _window = [];
    }

    private byte[] Reused(int length)
    {
        if (_plain.Length < length)
        {
            CryptographicOperations.ZeroMemory(_plain);
            _plain = new byte[Math.Max(length, _plain.Length * 2)];
        }
        return _plain;
    }

    /// <summary>The next place behind <see cref="Offset"/> where a whole record with an intact header stands; -1: none.</summary>
    private long FindHeader(long limit)
    {
        long at = Offset + 1;
        while (limit - at >= RecordHeader.Length + RecordHeader.TagLength)
        {
            var span = Peek(at, (int)Math.Min(limit - at, WindowLength), limit);
            if (span.IsEmpty)
                return -1;
            int places = span.Length - RecordHeader.Length + 1;
            for (int i = 0; i < places; i++)
            {
                if (!RecordHeader.TryRead(span[i..], _segmentId, out var header))
                    continue;
                if (header.Index >= (_nextIndex ?? 0) && at + i + header.FrameLength <= limit)
                    return at + i;
            }
            at += places;
        }
        return -1;
    }

    /// <summary>Bytes of the file; empty where fewer than <paramref name="count"/> stand before the limit.</summary>
    private ReadOnlySpan<byte> Peek(long offset, int count, long limit)
    {
        if (count > limit - offset)
            return default;
        if (offset < _windowStart || offset + count > _windowStart + _windowCount)
        {
            int wanted = (int)Math.Min(Math.Max(count, WindowLength), limit - offset);
            if (_window.Length < wanted || _window.Length > 16 * WindowLength)
            {
                // What the window holds is encrypted: nothing to clear.
                PooledArrays.Return(_window);
                _window = PooledArrays.Rent(wanted);
            }
            _windowStart = offset;
            _windowCount = 0;
            _windowCount = _file.Read(_window.AsSpan(0, wanted), offset);
            if (_windowCount < count)
                return default;
        }
        return _window.AsSpan((int)(offset - _windowStart), count);
    }
}

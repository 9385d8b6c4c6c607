using System.Security.Cryptography;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks.Spool;

/// <summary>Reads the plain bytes of a finished spool file from any place; a chunk at a time is in memory.</summary>
internal sealed class SpoolFileReader : Stream
{
    private const int StoredChunk = SpoolFileHeader.ChunkLength + SpoolChunk.TagLength;

    private readonly FileStream _file;
    private readonly SpoolChunk _cipher;
    private readonly byte[] _chunk = new byte[StoredChunk];
    private readonly long _chunks;
    private long _current = -1;

    /// <exception cref="FileNotFoundException">It isn't there.</exception>
    /// <exception cref="InvalidDataException">It is damaged or cut, or its key isn't known.</exception>
    public SpoolFileReader(string path, JournalKeyRing keys)
    {
        _file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            Span<byte> header = stackalloc byte[SpoolFileHeader.Length];
            Span<byte> dataKey = stackalloc byte[JournalKeyRing.KeyLength];
            byte[] id = new byte[SpoolFileHeader.IdLength];
            if (_file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
                throw new InvalidDataException("The spool file ends within its header.");
            SpoolFileHeader.Read(header, keys, id, dataKey);
            long body = _file.Length - SpoolFileHeader.Length;
            _chunks = (body + StoredChunk - 1) / StoredChunk;
            Length = body - (_chunks * SpoolChunk.TagLength);
            // The last chunk alone may be short, yet it has a tag.
            if (_chunks == 0 || body - ((_chunks - 1) * StoredChunk) < SpoolChunk.TagLength)
                throw new InvalidDataException("The spool file ends within a chunk.");
            _cipher = new SpoolChunk(id, dataKey);
            CryptographicOperations.ZeroMemory(dataKey);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        // An empty file has one chunk too: reading it tells whether it was cut.
        if (Position >= Length && (Length > 0 || _current == 0))
            return 0;
        long index = Position / SpoolFileHeader.ChunkLength;
        int length = Load(index);
        int at = (int)(Position - (index * SpoolFileHeader.ChunkLength));
        int read = Math.Min(buffer.Length, length - at);
        _chunk.AsSpan(at, read).CopyTo(buffer);
        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Read(buffer.Span));
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _cipher.Dispose();
            CryptographicOperations.ZeroMemory(_chunk);
        }
        base.Dispose(disposing);
    }

    /// <returns>Plain bytes of the chunk.</returns>
    private int Load(long index)
    {
        bool last = index == _chunks - 1;
        int length = last ? (int)(Length - (index * SpoolFileHeader.ChunkLength)) : SpoolFileHeader.ChunkLength;
        if (index == _current)
            return length;
        _current = -1;
        var chunk = _chunk.AsSpan(0, length + SpoolChunk.TagLength);
        _file.Position = SpoolFileHeader.Length + (index * StoredChunk);
        if (_file.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false) < chunk.Length
            || !_cipher.TryDecrypt(chunk, index, last))
            throw new InvalidDataException("A chunk of the spool file is damaged.");
        _current = index;
        return length;
    }
}

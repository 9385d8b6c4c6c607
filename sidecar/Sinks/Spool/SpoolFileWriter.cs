using System.Security.Cryptography;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks.Spool;

/// <summary>Writes a spool file: what is written is encrypted before it reaches the disk. Whole once it is finished.</summary>
internal sealed class SpoolFileWriter : Stream
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _file;
    private readonly SpoolChunk _cipher;
    private readonly byte[] _chunk = new byte[SpoolFileHeader.ChunkLength + SpoolChunk.TagLength];
    private int _filled;
    private long _index;
    private bool _finished;

    /// <summary>Creates the file anew with a key of its own.</summary>
    public SpoolFileWriter(string path, JournalKeyRing keys)
    {
        byte[] id = RandomNumberGenerator.GetBytes(SpoolFileHeader.IdLength);
        Span<byte> header = stackalloc byte[SpoolFileHeader.Length];
        Span<byte> dataKey = stackalloc byte[JournalKeyRing.KeyLength];
        RandomNumberGenerator.Fill(dataKey);
        SpoolFileHeader.Write(header, id, dataKey, keys);
        _file = Create(path);
        _cipher = new SpoolChunk(id, dataKey);
        CryptographicOperations.ZeroMemory(dataKey);
        try
        {
            _file.Write(header);
        }
        catch
        {
            Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Name of the file, without its folder.</summary>
    public string Name => Path.GetFileName(_file.Name);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            // A full chunk waits for the next byte: only then is it known not to be the last.
            if (_filled == SpoolFileHeader.ChunkLength)
                WriteChunk(last: false);
            int taken = Math.Min(buffer.Length, SpoolFileHeader.ChunkLength - _filled);
            buffer[..taken].CopyTo(_chunk.AsSpan(_filled));
            _filled += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes the last chunk and puts everything on the disk.</summary>
    public void Finish()
    {
        if (_finished)
            return;
        WriteChunk(last: true);
        _file.Flush(flushToDisk: true);
        _finished = true;
    }

    /// <summary>Does nothing: what a chunk holds goes to the disk with the chunk.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

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

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    private void WriteChunk(bool last)
    {
        var chunk = _chunk.AsSpan(0, _filled + SpoolChunk.TagLength);
        _cipher.Encrypt(chunk, _index++, last);
        _file.Write(chunk);
        _filled = 0;
    }
}

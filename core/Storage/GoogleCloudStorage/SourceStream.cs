namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// The stream to be stored, from its beginning, as Google's client sees it: its faults aren't taken for those of a connection,
/// an end before its length is one, and it stays open.
/// </summary>
internal sealed class SourceStream : Stream
{
    private readonly Stream _source;

    public SourceStream(Stream source)
    {
        _source = source;
        _source.Position = 0;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _source.Length;

    public override long Position
    {
        get => _source.Position;
        set => _source.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int read = await _source.ReadAsync(buffer, cancellationToken);
            return read > 0 || buffer.Length == 0 || _source.Position >= _source.Length
                ? read
                : throw new EndOfStreamException("The stream to be stored ended before its length.");
        }
        catch (IOException fault)
        {
            throw new SourceReadException(fault);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => _source.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

using System.IO.Hashing;
using System.Net;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>
/// The bytes of an object from its beginning. A connection that breaks or stalls is opened again at the same byte of the same
/// generation; at the end the checksum is compared.
/// </summary>
internal sealed class GcsReadStream : Stream
{
    private readonly GcsDownload _download;
    private readonly GcsTransport _transport;
    private readonly string _name;
    private readonly long _generation;
    private readonly long? _length;
    private readonly uint? _expectedCrc;
    private HttpResponseMessage _response;
    private Stream _body;
    private long _position;
    private readonly Crc32 _crc = new(Crc32ParameterSet.Crc32C);
    private int _faults;

    private GcsReadStream(
        GcsDownload download, GcsTransport transport, string name, long generation, HttpResponseMessage response, Stream body)
    {
        (_download, _transport, _name, _generation) = (download, transport, name, generation);
        (_response, _body) = (response, body);
        _length = response.Content.Headers.ContentLength;
        _expectedCrc = GcsCrc.Of(response);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <param name="download">Opens it again.</param>
    /// <param name="transport">Has the limits.</param>
    /// <param name="name">Name of the object.</param>
    /// <param name="generation">Its generation, which alone is read.</param>
    /// <param name="response">The answer with its bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<Stream> OpenAsync(
        GcsDownload download, GcsTransport transport, string name, long generation, HttpResponseMessage response,
        CancellationToken cancellationToken) => new GcsReadStream(
            download, transport, name, generation, response, await response.Content.ReadAsStreamAsync(cancellationToken));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                int read = await ReadOnceAsync(buffer, cancellationToken);
                _crc.Append(buffer.Span[..read]);
                _position += read;
                if (read > 0)
                    _faults = 0;
                else if (buffer.Length > 0)
                    Verify();
                return read;
            }
            catch (Exception fault) when (GcsTransport.IsTransient(fault, cancellationToken))
            {
                await ReopenAsync(cancellationToken);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _response.Dispose();
        base.Dispose(disposing);
    }

    private async Task<int> ReadOnceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var stall = new CancellationTokenSource(_transport.Tuning.StallTimeout, _transport.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        int read = await _body.ReadAsync(buffer, either.Token);
        return read == 0 && buffer.Length > 0 && _position < _length
            ? throw new GcsTransientException("a body that ends early")
            : read;
    }

    private async Task ReopenAsync(CancellationToken cancellationToken)
    {
        _response.Dispose();
        if (++_faults >= _transport.Tuning.Attempts)
            throw GcsFaults.Unavailable(_transport.Place, GcsActions.Read, "its body breaks off", _faults, null, null);
        _response = await _download.OpenFromAsync(_name, _generation, _position, cancellationToken)
            ?? throw GcsFaults.Unavailable(
                _transport.Place, GcsActions.Read, "it was replaced while it was read", 1, HttpStatusCode.NotFound, null);
        _body = await _response.Content.ReadAsStreamAsync(cancellationToken);
    }

    private void Verify()
    {
        if (_expectedCrc is { } expected && expected != _crc.GetCurrentHashAsUInt32())
            throw GcsFaults.Unavailable(
                _transport.Place, GcsActions.Read, "its bytes don't match their checksum", 1, HttpStatusCode.OK, null);
    }
}

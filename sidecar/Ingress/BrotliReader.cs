using System.Buffers;
using System.IO.Compression;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// Reads what Brotli-encoded bytes decode to. The framework's stream takes text that isn't Brotli for an empty body, and half a
/// body for a whole one; the decoder itself tells.
/// </summary>
internal sealed class BrotliReader(EncodedReader encoded) : ReadOnlyStream
{
    private BrotliDecoder _decoder;
    private bool _ended;

    /// <exception cref="InvalidDataException">They are corrupt or cut short.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ended)
            return ValueTask.FromResult(0);
        var status = _decoder.Decompress(encoded.Rest.Span, buffer.Span, out int consumed, out int written);
        encoded.Advance(consumed);
        _ended = status == OperationStatus.Done;
        if (status is OperationStatus.NeedMoreData or OperationStatus.InvalidData)
            throw new InvalidDataException("No whole Brotli stream.");
        return ValueTask.FromResult(written);
    }

    protected override void Dispose(bool disposing)
    {
        _decoder.Dispose();
        base.Dispose(disposing);
    }
}

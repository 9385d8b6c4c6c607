using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Forwarding;

/// <summary>
/// Reads the pieces of an <see cref="UpstreamBody"/> one after the other: what the forwarder takes for the caller's body.
/// </summary>
internal sealed class UpstreamBodyStream(List<ReadOnlyMemory<byte>> pieces) : ReadOnlyStream
{
    private int _piece;
    private int _offset;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int copied = 0;
        while (copied < buffer.Length && _piece < pieces.Count)
        {
            var rest = pieces[_piece][_offset..];
            int count = Math.Min(rest.Length, buffer.Length - copied);
            rest.Span[..count].CopyTo(buffer.Span[copied..]);
            copied += count;
            _offset += count;
            if (_offset < pieces[_piece].Length)
                break;
            _piece++;
            _offset = 0;
        }
        return ValueTask.FromResult(copied);
    }
}

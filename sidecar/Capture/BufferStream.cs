using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>Reads a whole answer that is already there, and gives its buffer back.</summary>
internal sealed class BufferStream(PooledBuffer buffer) : ReadOnlyStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken = default)
    {
        int count = Math.Min(target.Length, buffer.Length);
        buffer.Span[..count].CopyTo(target.Span);
        buffer.Consume(count);
        return ValueTask.FromResult(count);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            buffer.Dispose();
        base.Dispose(disposing);
    }
}

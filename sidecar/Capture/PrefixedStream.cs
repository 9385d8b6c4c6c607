using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// An answer larger than the router holds back now: what was read already, then the rest as it comes, untouched. The generation
/// is recorded before its last byte is released.
/// </summary>
internal sealed class PrefixedStream(PooledBuffer prefix, Stream rest, IAnswerObserver observer) : ReadOnlyStream
{
    private const int ReadSize = 64 << 10;
    private bool _ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // One piece is always held back: it is released when the next one, or the end, is there.
        while (!_ended && prefix.Length <= ReadSize)
        {
            int read = await rest.ReadAsync(prefix.GetMemory(ReadSize)[..ReadSize], cancellationToken);
            prefix.Advance(read);
            if (read > 0)
                continue;
            _ended = true;
            if (!await observer.OnEndAsync(null))
                throw new IOException("The generation could not be recorded, and this workspace requires it.");
        }
        int available = _ended ? prefix.Length : prefix.Length - ReadSize;
        int count = Math.Min(buffer.Length, available);
        prefix.Span[..count].CopyTo(buffer.Span);
        prefix.Consume(count);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            prefix.Dispose();
            rest.Dispose();
        }
        base.Dispose(disposing);
    }
}

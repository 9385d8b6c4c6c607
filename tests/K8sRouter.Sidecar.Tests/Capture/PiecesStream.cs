using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Tests.Capture;

/// <summary>A provider's body that arrives in given pieces; at its end it ends, breaks, or stays silent until cancelled.</summary>
internal sealed class PiecesStream(IEnumerable<byte[]> pieces, PiecesStream.Ending ending = PiecesStream.Ending.Ends) : ReadOnlyStream
{
    private readonly Queue<byte[]> _pieces = new(pieces.Where(p => p.Length > 0));

    public enum Ending
    {
        Ends,
        Breaks,
        StaysSilent,
    }

    public bool IsDisposed { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_pieces.Count == 0)
        {
            if (ending == Ending.Breaks)
                throw new IOException("reset by the provider");
            if (ending == Ending.StaysSilent)
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return 0;
        }
        var piece = _pieces.Dequeue();
        int count = Math.Min(piece.Length, buffer.Length);
        piece.AsSpan(0, count).CopyTo(buffer.Span);
        if (count < piece.Length)
            throw new InvalidOperationException("The test's pieces are smaller than the reader's buffer.");
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}

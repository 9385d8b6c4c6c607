using System.Buffers;
using System.Net;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>A request's body in small blocks, each of which is progress of the attempt.</summary>
internal sealed class ProgressContent : HttpContent
{
    private const int BlockBytes = 64 << 10;
    private readonly HttpContent _content;
    private readonly GcsAttempt? _attempt;

    /// <param name="content">The body; it must be seekable, so that it can be sent again with another token.</param>
    /// <param name="attempt">Null: nobody waits for progress.</param>
    public ProgressContent(HttpContent content, GcsAttempt? attempt)
    {
        (_content, _attempt) = (content, attempt);
        foreach (var (name, values) in content.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Headers.ContentLength ?? 0;
        return _content.Headers.ContentLength is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = await _content.ReadAsStreamAsync(cancellationToken);
        body.Position = 0;
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (int read; (read = await body.ReadAsync(block.AsMemory(0, BlockBytes), cancellationToken)) > 0;)
            {
                await stream.WriteAsync(block.AsMemory(0, read), cancellationToken);
                _attempt?.Progress();
            }
        }
        finally
        {
            // It held prompts.
            ArrayPool<byte>.Shared.Return(block, clearArray: true);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _content.Dispose();
        base.Dispose(disposing);
    }
}

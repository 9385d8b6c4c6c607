using System.Buffers;
using System.Net;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>A part of a seekable stream as a request's body, between a head and a tail; the stream stays open.</summary>
/// <param name="source">The stream.</param>
/// <param name="offset">Where the part begins.</param>
/// <param name="length">Its bytes.</param>
/// <param name="attempt">Is told that bytes move.</param>
internal sealed class PartContent(Stream source, long offset, long length, GcsAttempt attempt) : HttpContent
{
    private const int BlockBytes = 64 << 10;

    /// <summary>Bytes before the part.</summary>
    public byte[] Head { get; init; } = [];

    /// <summary>Bytes behind it.</summary>
    public byte[] Tail { get; init; } = [];

    protected override bool TryComputeLength(out long whole)
    {
        whole = Head.Length + length + Tail.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, attempt.Token);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            await stream.WriteAsync(Head, cancellationToken);
            source.Position = offset;
            for (long left = length; left > 0;)
            {
                int read = await ReadAsync(block.AsMemory(0, (int)Math.Min(left, BlockBytes)), cancellationToken);
                await stream.WriteAsync(block.AsMemory(0, read), cancellationToken);
                attempt.Progress();
                left -= read;
            }
            await stream.WriteAsync(Tail, cancellationToken);
        }
        finally
        {
            // It held prompts.
            ArrayPool<byte>.Shared.Return(block, clearArray: true);
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> block, CancellationToken cancellationToken)
    {
        try
        {
            int read = await source.ReadAsync(block, cancellationToken);
            return read > 0 ? read : throw new EndOfStreamException("The stream to be stored ended before its length.");
        }
        catch (IOException fault)
        {
            throw new SourceReadException(fault);
        }
    }
}

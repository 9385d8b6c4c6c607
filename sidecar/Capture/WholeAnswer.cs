using System.Text.Json;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Reads a whole answer before anything is sent, so that a broken one can still be replaced by another provider's.
/// </summary>
internal static class WholeAnswer
{
    private const int ReadSize = 4 << 10;

    /// <summary>An answer is there twice while it is written anew.</summary>
    private const long Copies = 2;

    /// <summary>
    /// Reads to the end; false: there is more than <paramref name="maxBytes"/>, or than there is memory for now, and what was
    /// read is in the buffer.
    /// </summary>
    /// <param name="source">The answer's body.</param>
    /// <param name="announced">Its length, where the provider tells it.</param>
    /// <param name="target">Receives it.</param>
    /// <param name="maxBytes">Bytes of one.</param>
    /// <param name="memory">Of the memory for all; null: <paramref name="maxBytes"/> is little enough.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<bool> TryReadAsync(
        Stream source, long? announced, PooledBuffer target, int maxBytes, HeldMemory? memory,
        CancellationToken cancellationToken)
    {
        if (announced is > 0 && announced <= maxBytes)
        {
            if (memory?.TryGrowTo(Copies * announced.Value) == false)
                return false;
            target.GetMemory((int)announced.Value + 1);
        }
        while (target.Length <= maxBytes)
        {
            if (memory?.TryGrowTo(Copies * target.Length) == false)
                return false;
            int read = await source.ReadAsync(target.GetMemory(ReadSize), cancellationToken);
            if (read == 0)
                return true;
            target.Advance(read);
        }
        return false;
    }

    /// <summary>Writes the answer again with the API's fields; null: it isn't one.</summary>
    /// <param name="body">What the provider sent.</param>
    /// <param name="rewriter">Knows the wire format.</param>
    /// <param name="output">Receives the answer.</param>
    public static AnswerFailure? Rewrite(ReadOnlySpan<byte> body, IAnswerRewriter rewriter, PooledBuffer output)
    {
        try
        {
            rewriter.RewriteDocument(body, output);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Empty, HTML, cut, not Unicode where the router reads it, or otherwise no answer.
            return AnswerFailure.BrokenOff;
        }
        return rewriter.Facts.Error is { } error ? AnswerFailure.Reported(error) : null;
    }
}

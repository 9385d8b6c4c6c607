using System.Buffers;
using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Most chunks of a stream differ from the one before in the text of one string alone. Where that is so, the answer is the one
/// before with the new text put in: comparing the bytes around it costs a tenth of reading them as JSON again. What isn't
/// exactly so is left to the full rewrite.
/// </summary>
internal sealed class ChunkTemplate : IDisposable
{
    /// <summary>A provider whose chunks all differ elsewhere too (padding, counters) isn't learned from for ever.</summary>
    private const int MaxMisses = 8;

    /// <summary>What a string that can be copied as it is doesn't hold: an end, an escape, or what JSON forbids there.</summary>
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private readonly PooledBuffer _prefix = new();
    private readonly PooledBuffer _suffix = new();
    private readonly PooledBuffer _rewrittenPrefix = new();
    private readonly PooledBuffer _rewrittenSuffix = new();
    private int _misses;

    /// <summary>The choice that the text belongs to.</summary>
    public int Choice { get; private set; }

    /// <summary>
    /// Writes the chunk as the one that was learned with another text; false: it isn't that, and nothing is written.
    /// </summary>
    /// <param name="json">The chunk.</param>
    /// <param name="output">Receives the rewritten chunk.</param>
    /// <param name="text">The text, which needs no unescaping.</param>
    public bool TryApply(ReadOnlySpan<byte> json, PooledBuffer output, out ReadOnlySpan<byte> text)
    {
        text = default;
        int length = json.Length - _prefix.Length - _suffix.Length;
        if (_prefix.Length == 0 || length <= 0 || !json.StartsWith(_prefix.Span) || !json.EndsWith(_suffix.Span))
            return false;
        text = json.Slice(_prefix.Length, length);
        if (text.ContainsAny(Special))
            return false;
        output.Write(_rewrittenPrefix.Span);
        output.Write(text);
        output.Write(_rewrittenSuffix.Span);
        _misses = 0;
        return true;
    }

    /// <summary>Remembers a chunk that was rewritten in full.</summary>
    /// <param name="json">The chunk.</param>
    /// <param name="text">Where its text stands.</param>
    /// <param name="rewritten">What became of the chunk.</param>
    public void Learn(ReadOnlySpan<byte> json, in ChunkText text, ReadOnlySpan<byte> rewritten)
    {
        if (++_misses > MaxMisses)
            return;
        // Key and text stand in the rewritten chunk as they were; found twice, it isn't known which of them they are.
        var member = json[text.Key..(text.End + 1)];
        int at = rewritten.IndexOf(member);
        if (at < 0 || rewritten[(at + 1)..].IndexOf(member) >= 0)
            return;
        Choice = text.Choice;
        Set(_prefix, json[..text.Start]);
        Set(_suffix, json[text.End..]);
        Set(_rewrittenPrefix, rewritten[..(at + text.Start - text.Key)]);
        Set(_rewrittenSuffix, rewritten[(at + text.End - text.Key)..]);
    }

    public void Dispose()
    {
        _prefix.Dispose();
        _suffix.Dispose();
        _rewrittenPrefix.Dispose();
        _rewrittenSuffix.Dispose();
    }

    private static void Set(PooledBuffer target, ReadOnlySpan<byte> bytes)
    {
        target.Clear();
        target.Write(bytes);
    }
}

/// <summary>Where the text of a chunk stands in it.</summary>
/// <param name="Key">Where its key begins.</param>
/// <param name="Start">Where it begins, after its quote.</param>
/// <param name="End">Where it ends, before its quote.</param>
/// <param name="Choice">The choice that it belongs to.</param>
internal readonly record struct ChunkText(int Key, int Start, int End, int Choice);

using System.Security.Cryptography;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// A body being written. A long text that stands in it several times is held once: a prompt goes under three names, and need not
/// take three times its memory.
/// </summary>
internal sealed class TraceBuffer(int capacity = TraceBuffer.Initial) : IDisposable
{
    private const int Initial = 4 << 10;

    /// <summary>What is shorter is copied: that is cheaper than remembering it.</summary>
    private const int CopiedBelow = 2 << 10;

    private readonly List<Repetition> _repetitions = [];
    private long _repeated;

    /// <summary>What was written, without repetitions.</summary>
    public JsonBuffer Bytes { get; } = new(capacity);

    /// <summary>Length of the whole, repetitions included.</summary>
    public long Length => Bytes.Length + _repeated;

    /// <summary>Repeats what stands in <see cref="Bytes"/> already.</summary>
    public void Repeat(int start, int length)
    {
        if (length < CopiedBelow)
        {
            Bytes.Repeat(start, length);
            return;
        }
        _repetitions.Add(new(Bytes.Length, start, length));
        _repeated += length;
    }

    /// <summary>The whole, piece by piece.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Parts()
    {
        int from = 0;
        foreach (var repetition in _repetitions)
        {
            yield return Bytes.Memory[from..repetition.At];
            yield return Bytes.Memory.Slice(repetition.Start, repetition.Length);
            from = repetition.At;
        }
        yield return Bytes.Memory[from..];
    }

    /// <summary>Lowercase hex of the whole's SHA-256.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in Parts())
            hash.AppendData(part.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Gives the memory to nobody: somebody may still be reading it.</summary>
    public void Abandon() => Bytes.Abandon();

    public void Dispose() => Bytes.Dispose();

    private readonly record struct Repetition(int At, int Start, int Length);
}

using System.Buffers;
using System.Security.Cryptography;
using K8sRouter.Core.Buffers;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Memory that records are built in, one after the other. Pooled; what leaves it for the pool is cleared, since it held prompts.
/// </summary>
internal sealed class RecordBuffer : IBufferWriter<byte>, IDisposable
{
    private const int Initial = 16 << 10;

    /// <summary>
    /// A record above this size gets memory for itself, so that one large prompt isn't paid for to the end of days.
    /// </summary>
    private const int KeptAtMost = 1 << 20;

    private byte[] _bytes = PooledArrays.Rent(Initial);

    public int WrittenCount { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, WrittenCount);

    /// <summary>Empties the buffer.</summary>
    public void Reset()
    {
        WrittenCount = 0;
        if (_bytes.Length > KeptAtMost)
            Replace(Initial);
    }

    /// <summary>Wipes what was built and not written.</summary>
    public void Clear()
    {
        CryptographicOperations.ZeroMemory(Written);
        WrittenCount = 0;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        WrittenCount += bytes.Length;
    }

    public void Advance(int count)
    {
        Reserve(count);
        WrittenCount += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(WrittenCount);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(WrittenCount);
    }

    public void Dispose()
    {
        PooledArrays.Return(_bytes, clear: true);
        _bytes = [];
        WrittenCount = 0;
    }

    private void Reserve(int count)
    {
        if (count > _bytes.Length - WrittenCount)
            Replace(Math.Max(checked(WrittenCount + count), _bytes.Length * 2));
    }

    private void Replace(int size)
    {
        byte[] next = PooledArrays.Rent(size);
        Written.CopyTo(next);
        PooledArrays.Return(_bytes, clear: true);
        _bytes = next;
    }
}

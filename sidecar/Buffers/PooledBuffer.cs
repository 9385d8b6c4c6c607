using System.Buffers;
using K8sRouter.Core.Buffers;

namespace K8sRouter.Sidecar.Buffers;

/// <summary>
/// A growing byte buffer over the shared pool, written at its end and consumed at its front. What was written is cleared before
/// an array goes back: prompts and answers don't linger in the pool.
/// </summary>
internal sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>Bytes that a buffer may keep for later.</summary>
    public const int MaxIdleLength = 64 << 10;

    private byte[] _array = [];
    private int _start;
    private int _end;

    /// <summary>Bytes written and not consumed.</summary>
    public int Length => _end - _start;

    public ReadOnlySpan<byte> Span => _array.AsSpan(_start, Length);

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(_start, Length);

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _array.AsSpan(_end);
    }

    public void Advance(int count) => _end += count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_array.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Drops bytes at the front.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start != _end)
            return;
        _array.AsSpan(0, _end).Clear();
        _start = _end = 0;
    }

    /// <summary>Takes back what was written last.</summary>
    /// <param name="length">What <see cref="Length"/> was before.</param>
    public void TruncateTo(int length)
    {
        _array.AsSpan(_start + length, Length - length).Clear();
        _end = _start + length;
    }

    /// <summary>Gives a large array back that is empty for now.</summary>
    public void TrimExcess()
    {
        if (Length == 0 && _array.Length > MaxIdleLength)
            Dispose();
    }

    /// <summary>Forgets everything written and keeps the array.</summary>
    public void Clear() => Consume(Length);

    public void Dispose()
    {
        Return();
        _array = [];
        _start = _end = 0;
    }

    private void Reserve(int count)
    {
        if (_array.Length - _end >= count)
            return;
        if (_start > 0 && _array.Length - Length >= count && _start >= Length)
        {
            // Moving at most as many bytes as have been consumed keeps the cost of moving linear.
            _array.AsSpan(_start, Length).CopyTo(_array);
            _array.AsSpan(Length, _end - Length).Clear();
            _end = Length;
            _start = 0;
            return;
        }
        Grow(count);
    }

    private void Grow(int count)
    {
        int length = Length;
        var larger = PooledArrays.Rent(Math.Max(checked(length + count), Math.Max(4 << 10, _array.Length * 2)));
        Span.CopyTo(larger);
        Return();
        _array = larger;
        _start = 0;
        _end = length;
    }

    private void Return()
    {
        if (_array.Length == 0)
            return;
        _array.AsSpan(0, _end).Clear();
        PooledArrays.Return(_array);
    }
}

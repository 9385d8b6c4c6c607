using System.Numerics;
using K8sRouter.Core.Buffers;
using K8sRouter.Sidecar.Buffers;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// A caller's body, whole, in one array that is cleared when it goes back: prompts don't linger in the pool.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private const int LeastCapacity = 8 << 10;

    private readonly MemoryBudget _budget;
    private readonly int _maxBytes;
    private byte[]? _buffer;
    private int _length;

    private RequestBody(MemoryBudget budget, int maxBytes) => (_budget, _maxBytes) = (budget, maxBytes);

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Reads to the end; of what is refused, no more is read than has to be.</summary>
    public static async ValueTask<(RequestBody? Body, BodyRefusal Refusal)> ReadAsync(
        HttpRequest request, MemoryBudget budget, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            return (null, BodyRefusal.TooLarge);
        var body = new RequestBody(budget, maxBytes);
        try
        {
            // One byte more than announced, so that the end is seen without growing.
            var refusal = body.Grow(request.ContentLength is { } announced ? (int)announced + 1 : LeastCapacity)
                ? await body.FillAsync(request.Body, cancellationToken)
                : BodyRefusal.NoRoom;
            if (refusal == BodyRefusal.None)
                return (body, refusal);
            body.Dispose();
            return (null, refusal);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer is not { } buffer)
            return;
        _buffer = null;
        Return(buffer);
        _length = 0;
    }

    private async ValueTask<BodyRefusal> FillAsync(Stream source, CancellationToken cancellationToken)
    {
        while (true)
        {
            int read = await source.ReadAsync(_buffer.AsMemory(_length), cancellationToken);
            if (read == 0)
                return BodyRefusal.None;
            _length += read;
            if (_length > _maxBytes)
                return BodyRefusal.TooLarge;
            if (_length == _buffer!.Length && !Grow((int)Math.Min(Array.MaxLength, 2L * _length)))
                return BodyRefusal.NoRoom;
        }
    }

    /// <summary>False: the budget doesn't allow it.</summary>
    private bool Grow(int least)
    {
        // What will be taken, before it is.
        int capacity = least > PooledArrays.Largest
            ? least
            : (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(least, LeastCapacity));
        if (!_budget.TryTake(capacity))
            return false;
        var larger = PooledArrays.Rent(capacity);
        if (_buffer is { } smaller)
        {
            smaller.AsSpan(0, _length).CopyTo(larger);
            Return(smaller);
        }
        _buffer = larger;
        return true;
    }

    private void Return(byte[] buffer)
    {
        buffer.AsSpan(0, Math.Min(_length, buffer.Length)).Clear();
        PooledArrays.Return(buffer);
        _budget.Return(buffer.Length);
    }
}

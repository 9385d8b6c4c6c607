using System.Numerics;
using K8sRouter.Core.Buffers;
using K8sRouter.Sidecar.Buffers;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// A caller's body, whole and decoded, in one array that is cleared when it goes back: prompts don't linger in the pool.
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

    /// <summary>
    /// Reads to the end and undoes the content codings, each within the limit and the budget; of what is refused, no more is
    /// read than has to be.
    /// </summary>
    public static async ValueTask<(RequestBody? Body, BodyRefusal Refusal)> ReadAsync(
        HttpRequest request, MemoryBudget budget, int maxBytes, CancellationToken cancellationToken)
    {
        if (ContentCodings.Parse(request.Headers.ContentEncoding) is not { } codings)
            return (null, BodyRefusal.UnknownCoding);
        if (request.ContentLength > maxBytes)
            return (null, BodyRefusal.TooLarge);
        // One byte more than announced, so that the end is seen without growing.
        int capacity = request.ContentLength is { } announced ? (int)announced + 1 : LeastCapacity;
        var (body, refusal) = await FillAsync(request.Body, capacity, budget, maxBytes, cancellationToken);
        for (int i = codings.Count - 1; i >= 0 && body is not null; i--)
        {
            using var encoded = body;
            (body, refusal) = await DecodeAsync(encoded, codings[i], cancellationToken);
        }
        return (body, refusal);
    }

    public void Dispose()
    {
        if (_buffer is not { } buffer)
            return;
        _buffer = null;
        Return(buffer);
        _length = 0;
    }

    private static async ValueTask<(RequestBody? Body, BodyRefusal Refusal)> DecodeAsync(
        RequestBody encoded, ContentCoding coding, CancellationToken cancellationToken)
    {
        try
        {
            var reader = new EncodedReader(encoded.Memory);
            await using var source = ContentCodings.Open(coding, reader);
            var (body, refusal) = await FillAsync(
                source, LeastCapacity, encoded._budget, encoded._maxBytes, cancellationToken);
            if (body is null)
                return (null, refusal);
            if (reader.Rest.IsEmpty && ContentCodings.IsWhole(coding, encoded.Memory.Span, body.Memory.Span))
                return (body, refusal);
            body.Dispose();
            return (null, BodyRefusal.Undecodable);
        }
        catch (InvalidDataException)
        {
            return (null, BodyRefusal.Undecodable);
        }
    }

    private static async ValueTask<(RequestBody? Body, BodyRefusal Refusal)> FillAsync(
        Stream source, int capacity, MemoryBudget budget, int maxBytes, CancellationToken cancellationToken)
    {
        var body = new RequestBody(budget, maxBytes);
        try
        {
            var refusal = body.Grow(capacity) ? await body.FillAsync(source, cancellationToken) : BodyRefusal.NoRoom;
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

using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// A caller's body, whole, in one pooled array that is cleared when it goes back: prompts don't linger in the pool.
/// </summary>
internal sealed class RequestBody : IDisposable
{
    private byte[]? _buffer;

    private RequestBody(byte[] buffer, int length)
    {
        _buffer = buffer;
        Memory = buffer.AsMemory(0, length);
    }

    public ReadOnlyMemory<byte> Memory { get; private set; }

    /// <summary>Reads to the end; null: more than <paramref name="maxBytes"/>, of which no more than that was read.</summary>
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
            return null;
        // One byte more than announced, so that the end is seen without growing.
        int capacity = request.ContentLength is { } announced ? (int)announced + 1 : 8 << 10;
        var buffer = ArrayPool<byte>.Shared.Rent(capacity);
        int length = 0;
        try
        {
            while (true)
            {
                int read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0)
                    return new RequestBody(buffer, length);
                length += read;
                if (length > maxBytes)
                    break;
                if (length == buffer.Length)
                    buffer = Grow(buffer, length);
            }
        }
        catch
        {
            Return(buffer, length);
            throw;
        }
        Return(buffer, length);
        return null;
    }

    public void Dispose()
    {
        if (_buffer is null)
            return;
        Return(_buffer, Memory.Length);
        Memory = default;
        _buffer = null;
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        Return(buffer, length);
        return larger;
    }

    private static void Return(byte[] buffer, int length)
    {
        buffer.AsSpan(0, Math.Min(length, buffer.Length)).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }
}

using System.Buffers;

namespace K8sRouter.Operator.Kubernetes.Client;

/// <summary>The bytes of an answer, in a rented array: a page of a list would otherwise be garbage of megabytes.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    private PooledBody()
    {
    }

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, _length);

    /// <summary>Reads a body to its end, or to as many bytes as are wanted.</summary>
    public static async Task<PooledBody> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        var body = new PooledBody();
        try
        {
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            while (body._length < most)
            {
                int read = await stream.ReadAsync(body.Free(most), cancellationToken);
                if (read == 0)
                    break;
                body._length += read;
            }
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Cleared: it may have held a Secret.</summary>
    public void Dispose()
    {
        var bytes = Interlocked.Exchange(ref _bytes, []);
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
    }

    private Memory<byte> Free(int most)
    {
        if (_length == _bytes.Length)
            Grow();
        return _bytes.AsMemory(_length, Math.Min(_bytes.Length, most) - _length);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        _bytes.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = larger;
    }
}

using K8sRouter.Sidecar.Buffers;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// What a decoder reads an encoded body from. The last byte comes by itself: a decoder that has reached its end before leaves it,
/// and so shows that more stands behind that end.
/// </summary>
internal sealed class EncodedReader(ReadOnlyMemory<byte> encoded) : ReadOnlyStream
{
    /// <summary>What hasn't been read.</summary>
    public ReadOnlyMemory<byte> Rest { get; private set; } = encoded;

    /// <summary>Passes over bytes that were read from <see cref="Rest"/>.</summary>
    public void Advance(int count) => Rest = Rest[count..];

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = Math.Min(buffer.Length, Math.Max(Rest.Length - 1, Math.Min(Rest.Length, 1)));
        Rest[..count].CopyTo(buffer);
        Advance(count);
        return ValueTask.FromResult(count);
    }
}

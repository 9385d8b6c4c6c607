using System.IO.Hashing;

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>Reads an object once from its beginning to its end, in parts, and sums up its bytes.</summary>
internal sealed class ContentCursor(Stream stream) : IAsyncDisposable
{
    private readonly byte[] _skipped = new byte[64 << 10];
    private readonly Crc32 _crc = new(Crc32ParameterSet.Crc32C);

    public long Position { get; private set; }

    public uint Crc => _crc.GetCurrentHashAsUInt32();

    /// <summary>The next bytes; fewer than asked for: the object ends.</summary>
    public async Task<byte[]> ReadAsync(int length, CancellationToken cancellationToken)
    {
        var part = new byte[length];
        int read = await stream.ReadAtLeastAsync(part, length, throwOnEndOfStream: false, cancellationToken);
        Count(part.AsSpan(0, read));
        return read == length ? part : part[..read];
    }

    /// <summary>Passes over bytes that nobody looks at.</summary>
    public async Task SkipAsync(long length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            int read = await stream.ReadAsync(_skipped.AsMemory(0, (int)Math.Min(length, _skipped.Length)), cancellationToken);
            if (read == 0)
                return;
            Count(_skipped.AsSpan(0, read));
            length -= read;
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private void Count(ReadOnlySpan<byte> bytes)
    {
        _crc.Append(bytes);
        Position += bytes.Length;
    }
}

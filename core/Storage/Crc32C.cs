using System.Buffers.Binary;
using System.Numerics;

namespace K8sRouter.Core.Storage;

/// <summary>CRC-32C (Castagnoli), the checksum that Google Cloud Storage verifies; by the processor's own instruction.</summary>
public static class Crc32C
{
    /// <summary>Checksum of no bytes.</summary>
    public const uint Empty = 0;

    /// <summary>Checksum of everything summed up in <paramref name="crc"/> with <paramref name="bytes"/> behind it.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (byte one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }

    /// <summary>Checksum of a stream from where it stands to its end.</summary>
    public static async Task<uint> OfAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        uint crc = Empty;
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
            crc = Append(crc, buffer.AsSpan(0, read));
        return crc;
    }
}

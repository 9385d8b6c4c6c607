using System.Buffers.Binary;
using System.Numerics;

namespace K8sRouter.Sidecar.Journal;

/// <summary>CRC-32C (Castagnoli) by the processor's own instruction, eight bytes at a time.</summary>
internal static class Crc32C
{
    /// <param name="data">Bytes to check.</param>
    /// <param name="previous">The checksum of what stands before them, to continue it.</param>
    public static uint Compute(ReadOnlySpan<byte> data, uint previous = 0)
    {
        uint crc = ~previous;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }
        foreach (byte b in data)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}

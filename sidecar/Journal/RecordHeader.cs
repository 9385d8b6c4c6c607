using System.Buffers.Binary;
using System.IO.Hashing;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// What stands before a record's encrypted payload. Little-endian: marker (2), kind (1), flags (1), length of the payload (4),
/// index in the segment (4), CRC-32C of payload and tag (4), CRC-32C of the header (4). The header's own checksum lets a reader
/// step over a damaged payload; it is seeded with the segment's id, so that bytes of an earlier file never look like a record.
/// </summary>
internal readonly record struct RecordHeader(RecordKind Kind, byte Flags, int PayloadLength, uint Index, uint PayloadCrc)
{
    public const int Length = 20;
    public const int TagLength = 16;
    public const int NonceLength = 12;
    public const int AssociatedLength = 14;

    /// <summary>Set on a finished record that holds content.</summary>
    public const byte HasContent = 1;

    private const ushort Marker = 0xB5C3;

    /// <summary>Bytes of the whole record: header, payload and tag.</summary>
    public int FrameLength => Length + PayloadLength + TagLength;

    public void Write(Span<byte> target, long segmentId)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, Marker);
        target[2] = (byte)Kind;
        target[3] = Flags;
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], PayloadLength);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Index);
        BinaryPrimitives.WriteUInt32LittleEndian(target[12..], PayloadCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], Checksum(target, segmentId));
    }

    /// <summary>False where <paramref name="source"/> doesn't begin with an intact header of that segment.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, long segmentId, out RecordHeader header)
    {
        header = default;
        if (source.Length < Length || BinaryPrimitives.ReadUInt16LittleEndian(source) != Marker)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[16..]) != Checksum(source, segmentId))
            return false;
        header = new RecordHeader(
            (RecordKind)source[2],
            source[3],
            BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[12..]));
        return header.PayloadLength is >= 0 and <= int.MaxValue - Length - TagLength;
    }

    /// <summary>The index alone: a data key serves one segment, and an index is used once in it.</summary>
    public static void WriteNonce(Span<byte> target, uint index)
    {
        target[..NonceLength].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, index);
    }

    /// <summary>Ties a payload to its place, so that records can't be swapped, moved or passed off as another kind.</summary>
    public void WriteAssociated(Span<byte> target, long segmentId)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target, segmentId);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Index);
        target[12] = (byte)Kind;
        target[13] = Flags;
    }

    /// <summary>Of the first 16 bytes as they would read with the segment's id mixed in.</summary>
    private static uint Checksum(ReadOnlySpan<byte> header, long segmentId)
    {
        Span<byte> mixed = stackalloc byte[16];
        header[..16].CopyTo(mixed);
        uint id = (uint)segmentId ^ (uint)(segmentId >> 32);
        BinaryPrimitives.WriteUInt32LittleEndian(mixed, BinaryPrimitives.ReadUInt32LittleEndian(mixed) ^ id);
        return Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, mixed);
    }
}

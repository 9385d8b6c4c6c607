using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// The first bytes of a segment file. Little-endian: magic (8), version (2), length of the header (2), reserved (4), segment id
/// (8), id of the segment before it (8; 0: none), creation time in Unix milliseconds (8), id of the journal key (8), nonce (12),
/// wrapped data key (32), tag (16), reserved (16), CRC-32C of all before (4). The wrap binds everything in front of the nonce.
/// </summary>
internal readonly record struct SegmentHeader(long Id, long Previous, DateTimeOffset CreatedAt, ulong KeyId)
{
    public const int Length = 128;
    private const int IdAt = 16, PreviousAt = 24, CreatedAtAt = 32, KeyIdAt = 40, NonceAt = 48;
    private const int DataKeyAt = 60, TagAt = 92, TagEnd = TagAt + RecordHeader.TagLength, CrcAt = Length - 4;
    private const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "K8RJRNL\n"u8;

    /// <summary>Fills <paramref name="target"/>, wrapping <paramref name="dataKey"/> with the current key.</summary>
    public static void Write(
        Span<byte> target, long id, long previous, DateTimeOffset createdAt, ReadOnlySpan<byte> dataKey, JournalKeyRing keys)
    {
        target = target[..Length];
        target.Clear();
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(target[10..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[IdAt..], id);
        BinaryPrimitives.WriteInt64LittleEndian(target[PreviousAt..], previous);
        BinaryPrimitives.WriteInt64LittleEndian(target[CreatedAtAt..], createdAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt64LittleEndian(target[KeyIdAt..], keys.CurrentId);
        RandomNumberGenerator.Fill(target[NonceAt..DataKeyAt]);
        using (var wrap = new AesGcm(keys.Current, RecordHeader.TagLength))
            wrap.Encrypt(target[NonceAt..DataKeyAt], dataKey, target[DataKeyAt..TagAt], target[TagAt..TagEnd], target[..NonceAt]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcAt..], Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, target[..CrcAt]));
    }

    /// <summary>Reads a header and unwraps its data key into <paramref name="dataKey"/>.</summary>
    public static SegmentFault Read(ReadOnlySpan<byte> source, JournalKeyRing keys, Span<byte> dataKey, out SegmentHeader header)
    {
        header = default;
        if (source.Length < Length || !source[..Length].ContainsAnyExcept((byte)0))
            return SegmentFault.Unfinished;
        source = source[..Length];
        uint crc = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, source[..CrcAt]);
        if (!source.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcAt..]) != crc)
            return SegmentFault.Damaged;
        if (BinaryPrimitives.ReadUInt16LittleEndian(source[8..]) != Version)
            return SegmentFault.UnknownVersion;
        long createdAt = BinaryPrimitives.ReadInt64LittleEndian(source[CreatedAtAt..]);
        // The checksum holds no secret: whoever can write to the folder can make one that fits.
        if (createdAt < DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            || createdAt > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return SegmentFault.Damaged;
        header = new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[IdAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[PreviousAt..]),
            DateTimeOffset.FromUnixTimeMilliseconds(createdAt),
            BinaryPrimitives.ReadUInt64LittleEndian(source[KeyIdAt..]));
        if (!keys.TryGet(header.KeyId, out var key))
            return SegmentFault.UnknownKey;
        try
        {
            using var wrap = new AesGcm(key, RecordHeader.TagLength);
            wrap.Decrypt(source[NonceAt..DataKeyAt], source[DataKeyAt..TagAt], source[TagAt..TagEnd], dataKey, source[..NonceAt]);
            return SegmentFault.None;
        }
        catch (AuthenticationTagMismatchException)
        {
            return SegmentFault.Damaged;
        }
    }
}

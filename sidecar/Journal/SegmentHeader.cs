using System.Buffers.Binary;
using System.Security.Cryptography;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// The first bytes of a segment file. Little-endian: magic (8), version (2), length of the header (2), reserved (4), segment id
/// (8), creation time in Unix milliseconds (8), id of the journal key (8), nonce (12), wrapped data key (32), tag (16), reserved
/// (24), CRC-32C of all before (4). The wrap binds everything in front of the nonce.
/// </summary>
internal readonly record struct SegmentHeader(long Id, DateTimeOffset CreatedAt, ulong KeyId)
{
    public const int Length = 128;
    private const int IdAt = 16, CreatedAtAt = 24, KeyIdAt = 32, NonceAt = 40, DataKeyAt = 52, TagAt = 84, CrcAt = Length - 4;
    private const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "K8RJRNL\n"u8;

    /// <summary>Fills <paramref name="target"/>, wrapping <paramref name="dataKey"/> with the current key.</summary>
    public static void Write(Span<byte> target, long id, DateTimeOffset createdAt, ReadOnlySpan<byte> dataKey, JournalKeyRing keys)
    {
        target = target[..Length];
        target.Clear();
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(target[10..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(target[IdAt..], id);
        BinaryPrimitives.WriteInt64LittleEndian(target[CreatedAtAt..], createdAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt64LittleEndian(target[KeyIdAt..], keys.CurrentId);
        RandomNumberGenerator.Fill(target[NonceAt..DataKeyAt]);
        using (var wrap = new AesGcm(keys.Current, RecordHeader.TagLength))
            wrap.Encrypt(target[NonceAt..DataKeyAt], dataKey, target[DataKeyAt..TagAt], target.Slice(TagAt, RecordHeader.TagLength), target[..NonceAt]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcAt..], Crc32C.Compute(target[..CrcAt]));
    }

    /// <summary>Reads a header and unwraps its data key into <paramref name="dataKey"/>.</summary>
    public static SegmentFault Read(ReadOnlySpan<byte> source, JournalKeyRing keys, Span<byte> dataKey, out SegmentHeader header)
    {
        header = default;
        if (source.Length < Length)
            return SegmentFault.Unfinished;
        source = source[..Length];
        if (!source.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcAt..]) != Crc32C.Compute(source[..CrcAt]))
            return SegmentFault.Damaged;
        header = new SegmentHeader(
            BinaryPrimitives.ReadInt64LittleEndian(source[IdAt..]),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(source[CreatedAtAt..])),
            BinaryPrimitives.ReadUInt64LittleEndian(source[KeyIdAt..]));
        if (BinaryPrimitives.ReadUInt16LittleEndian(source[8..]) != Version)
            return SegmentFault.UnknownVersion;
        if (!keys.TryGet(header.KeyId, out var key))
            return SegmentFault.UnknownKey;
        try
        {
            using var wrap = new AesGcm(key, RecordHeader.TagLength);
            wrap.Decrypt(source[NonceAt..DataKeyAt], source[DataKeyAt..TagAt], source.Slice(TagAt, RecordHeader.TagLength), dataKey, source[..NonceAt]);
            return SegmentFault.None;
        }
        catch (AuthenticationTagMismatchException)
        {
            return SegmentFault.Damaged;
        }
    }
}

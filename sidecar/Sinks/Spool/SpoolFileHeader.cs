using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks.Spool;

/// <summary>
/// The first bytes of a spool file. Little-endian: magic (8), version (2), length of the header (2), bytes of a chunk (4), id of
/// the file (16), id of the journal key (8), nonce (12), wrapped data key (32), tag (16), reserved (24), CRC-32C of all before
/// (4). The wrap binds everything in front of the nonce.
/// </summary>
internal static class SpoolFileHeader
{
    public const int Length = 128;
    public const int IdLength = 16;
    public const int ChunkLength = 16 << 10;
    private const int ChunkAt = 12, IdAt = 16, KeyIdAt = 32, NonceAt = 40, DataKeyAt = 52, TagAt = 84;
    private const int TagEnd = TagAt + SpoolChunk.TagLength, CrcAt = Length - 4;
    private const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "K8RSPOL\n"u8;

    /// <summary>Fills <paramref name="target"/>, wrapping <paramref name="dataKey"/> with the current key.</summary>
    public static void Write(Span<byte> target, ReadOnlySpan<byte> id, ReadOnlySpan<byte> dataKey, JournalKeyRing keys)
    {
        target = target[..Length];
        target.Clear();
        Magic.CopyTo(target);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(target[10..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[ChunkAt..], ChunkLength);
        id.CopyTo(target[IdAt..]);
        BinaryPrimitives.WriteUInt64LittleEndian(target[KeyIdAt..], keys.CurrentId);
        RandomNumberGenerator.Fill(target[NonceAt..DataKeyAt]);
        using (var wrap = new AesGcm(keys.Current, SpoolChunk.TagLength))
            wrap.Encrypt(target[NonceAt..DataKeyAt], dataKey, target[DataKeyAt..TagAt], target[TagAt..TagEnd], target[..NonceAt]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[CrcAt..], Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, target[..CrcAt]));
    }

    /// <summary>Reads a header and unwraps its data key.</summary>
    /// <exception cref="InvalidDataException">It is none, or damaged, or its key isn't known.</exception>
    public static void Read(ReadOnlySpan<byte> source, JournalKeyRing keys, Span<byte> id, Span<byte> dataKey)
    {
        if (!source.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(source[CrcAt..])
                != Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, source[..CrcAt])
            || BinaryPrimitives.ReadUInt16LittleEndian(source[8..]) != Version
            || BinaryPrimitives.ReadInt32LittleEndian(source[ChunkAt..]) != ChunkLength)
            throw new InvalidDataException("The spool file's header is damaged, or of another version.");
        if (!keys.TryGet(BinaryPrimitives.ReadUInt64LittleEndian(source[KeyIdAt..]), out var key))
            throw new InvalidDataException("The journal key that the spool file was written with is not among those given.");
        source.Slice(IdAt, IdLength).CopyTo(id);
        try
        {
            using var wrap = new AesGcm(key, SpoolChunk.TagLength);
            wrap.Decrypt(source[NonceAt..DataKeyAt], source[DataKeyAt..TagAt], source[TagAt..TagEnd], dataKey, source[..NonceAt]);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new InvalidDataException("The spool file's header is damaged.");
        }
    }
}

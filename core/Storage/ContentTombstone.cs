using System.Buffers.Binary;
using System.Text;

namespace K8sRouter.Core.Storage;

/// <summary>
/// What takes the place of an erased content: a gzip member of the same length, so that no other content moves and the segment
/// can still be unzipped. Its line says what was erased; a comment in its header fills it up.
/// </summary>
internal static class ContentTombstone
{
    private const int HeaderLength = 10;
    private const int StoredBlockHeaderLength = 5;
    private const byte HasComment = 0x10;
    private const byte UnknownSystem = 0xff;

    /// <summary>Bytes at the beginning by which it is recognised.</summary>
    public static int HeadLength => HeaderLength + Mark.Length;

    private static ReadOnlySpan<byte> Mark => "erased"u8;

    /// <summary>Whether these are the first bytes of one.</summary>
    public static bool IsHead(ReadOnlySpan<byte> head) =>
        head.Length >= HeadLength && head.StartsWith(GzipMember.Magic) && head[3] == HasComment
        && head[HeaderLength..].StartsWith(Mark);

    /// <summary>Makes one; null: so short a member was never a content.</summary>
    public static byte[]? Make(string id, int length) =>
        Make(Encoding.ASCII.GetBytes($"{{\"id\":\"{id}\",\"erased\":true}}\n"), length) ?? Make("{\"erased\":true}\n"u8, length);

    private static byte[]? Make(ReadOnlySpan<byte> text, int length)
    {
        int comment = length - HeaderLength - 1 - StoredBlockHeaderLength - text.Length - GzipMember.TrailerLength;
        if (comment < Mark.Length)
            return null;
        var member = new byte[length];
        GzipMember.Magic.CopyTo(member);
        member[3] = HasComment;
        member[9] = UnknownSystem;
        var rest = member.AsSpan(HeaderLength);
        rest[..comment].Fill((byte)' ');
        Mark.CopyTo(rest);
        // The comment's end is a zero, which is there already.
        rest = rest[(comment + 1)..];
        rest[0] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(rest[1..], (ushort)text.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(rest[3..], (ushort)~text.Length);
        text.CopyTo(rest[StoredBlockHeaderLength..]);
        rest = rest[(StoredBlockHeaderLength + text.Length)..];
        BinaryPrimitives.WriteUInt32LittleEndian(rest, Crc32(text));
        BinaryPrimitives.WriteUInt32LittleEndian(rest[4..], (uint)text.Length);
        return member;
    }

    /// <summary>The checksum that gzip uses, bit by bit: the text is a line.</summary>
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        const uint polynomial = 0xEDB88320;
        uint crc = uint.MaxValue;
        foreach (byte one in bytes)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ polynomial;
        }
        return ~crc;
    }
}

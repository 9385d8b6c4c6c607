using System.Buffers.Binary;
using System.IO.Compression;

namespace K8sRouter.Core.Storage;

/// <summary>
/// One gzip member, as a whole. .NET's own stream takes a cut member for a short one, so its end is looked at here.
/// </summary>
internal static class GzipMember
{
    /// <summary>Bytes behind the compressed ones: checksum and length of what was compressed.</summary>
    public const int TrailerLength = 8;

    /// <summary>Bytes that every member begins with: magic and method.</summary>
    public static ReadOnlySpan<byte> Magic => [0x1f, 0x8b, 8];

    /// <summary>What the member holds; null: it is no single whole member.</summary>
    public static byte[]? Decompress(byte[] bytes, int offset, int length)
    {
        if (length <= TrailerLength || !bytes.AsSpan(offset, length).StartsWith(Magic))
            return null;
        using var text = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(bytes, offset, length), CompressionMode.Decompress);
            gzip.CopyTo(text);
        }
        catch (InvalidDataException)
        {
            return null;
        }
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset + length - sizeof(uint)));
        return (uint)text.Length == expected ? text.ToArray() : null;
    }

    /// <summary>Length of the whole member that begins at a place; 0: none does.</summary>
    public static int LengthAt(byte[] bytes, int offset)
    {
        for (int end = offset; end < bytes.Length;)
        {
            int next = bytes.AsSpan(end + 1).IndexOf(Magic);
            end = next < 0 ? bytes.Length : end + 1 + next;
            if (Decompress(bytes, offset, end - offset) is not null)
                return end - offset;
        }
        return 0;
    }
}

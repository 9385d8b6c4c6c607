using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Extensions.Primitives;

namespace K8sRouter.Sidecar.Ingress;

/// <summary>
/// The content codings of requests. Decoding is strict, where the framework's streams end silently: a body that was cut short
/// or has more behind its end is none, or a provider would get another request than the caller made.
/// </summary>
internal static class ContentCodings
{
    /// <summary>What is taken, as <c>Accept-Encoding</c> lists it.</summary>
    public const string Taken = "gzip, deflate, br";

    /// <summary>Each costs the decoding of a whole body, and a caller needs one.</summary>
    private const int MaxInARow = 4;

    /// <summary>
    /// The codings of a <c>Content-Encoding</c> header in the order they were applied; null: one isn't taken, or they are too
    /// many.
    /// </summary>
    public static IReadOnlyList<ContentCoding>? Parse(StringValues header)
    {
        if (header.Count == 0)
            return [];
        var codings = new List<ContentCoding>();
        foreach (string name in header.ToString().Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (name.ToLowerInvariant())
            {
                case "identity":
                    break;
                case "gzip" or "x-gzip":
                    codings.Add(ContentCoding.Gzip);
                    break;
                case "deflate":
                    codings.Add(ContentCoding.Deflate);
                    break;
                case "br":
                    codings.Add(ContentCoding.Brotli);
                    break;
                default:
                    return null;
            }
        }
        return codings.Count <= MaxInARow ? codings : null;
    }

    /// <summary>A stream of what <paramref name="encoded"/> decodes to.</summary>
    /// <remarks>It throws <see cref="InvalidDataException"/> where it sees that it can't.</remarks>
    public static Stream Open(ContentCoding coding, EncodedReader encoded) => coding switch
    {
        ContentCoding.Gzip => new GZipStream(encoded, CompressionMode.Decompress),
        ContentCoding.Deflate => new ZLibStream(encoded, CompressionMode.Decompress),
        _ => new BrotliReader(encoded),
    };

    /// <summary>
    /// Whether <paramref name="decoded"/> is all of <paramref name="encoded"/>, by what the format ends with: gzip with the
    /// length, zlib with a checksum. So a gzip body is one member.
    /// </summary>
    public static bool IsWhole(ContentCoding coding, ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> decoded) => coding switch
    {
        ContentCoding.Gzip =>
            encoded.Length >= sizeof(uint)
            && BinaryPrimitives.ReadUInt32LittleEndian(encoded[^sizeof(uint)..]) == (uint)decoded.Length,
        ContentCoding.Deflate =>
            encoded.Length >= sizeof(uint)
            && BinaryPrimitives.ReadUInt32BigEndian(encoded[^sizeof(uint)..]) == Adler32(decoded),
        // Its reader has seen the end itself.
        _ => true,
    };

    /// <summary>The checksum of RFC 1950.</summary>
    private static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65521;
        // As many bytes as can be added before the sums have to be reduced.
        const int Run = 5552;
        uint low = 1, high = 0;
        while (!bytes.IsEmpty)
        {
            var run = bytes[..Math.Min(Run, bytes.Length)];
            foreach (byte b in run)
                high += low += b;
            low %= Modulus;
            high %= Modulus;
            bytes = bytes[run.Length..];
        }
        return (high << 16) | low;
    }
}

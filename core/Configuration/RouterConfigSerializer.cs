using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace K8sRouter.Core.Configuration;

/// <summary>The one way to write and read a <see cref="RouterConfig"/>.</summary>
public static class RouterConfigSerializer
{
    /// <summary>
    /// Canonical JSON: properties in declaration order, nulls left out and what is left out counted, no white space,
    /// dictionaries sorted by their producer.
    /// </summary>
    public static byte[] Serialize(RouterConfig config) => JsonSerializer.SerializeToUtf8Bytes(
        config with { OptionalMembers = OptionalMembers.Count(config) }, RouterConfigJson.Default.RouterConfig);

    /// <summary>Reads canonical or any other JSON of the document.</summary>
    /// <exception cref="JsonException">Malformed, or a member that can't be null is absent, null or there twice.</exception>
    public static RouterConfig Deserialize(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, RouterConfigContract.Document)
        ?? throw new JsonException("The document is null.");

    /// <summary>Lowercase hex SHA-256 of the canonical JSON: what <c>/revision</c> and statuses report.</summary>
    public static string Revision(ReadOnlySpan<byte> canonicalJson) => Convert.ToHexStringLower(SHA256.HashData(canonicalJson));

    /// <summary>gzip of the canonical JSON, as it is mounted.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> canonicalJson)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(canonicalJson);
        }
        return target.ToArray();
    }

    /// <summary>The canonical JSON again.</summary>
    /// <param name="compressed">What <see cref="Compress"/> wrote.</param>
    /// <param name="maxBytes">Refuse to inflate beyond this many bytes.</param>
    /// <exception cref="InvalidDataException">Not gzip, or larger than allowed.</exception>
    public static byte[] Decompress(byte[] compressed, int maxBytes = 64 << 20)
    {
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var target = new MemoryStream();
        var buffer = new byte[16 << 10];
        for (int read; (read = gzip.Read(buffer)) > 0;)
        {
            if (target.Length + read > maxBytes)
                throw new InvalidDataException($"The configuration is larger than {maxBytes} bytes.");
            target.Write(buffer, 0, read);
        }
        return target.ToArray();
    }
}

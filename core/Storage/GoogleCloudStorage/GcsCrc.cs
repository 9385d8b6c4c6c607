using System.Buffers.Binary;

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Checksums as the service writes them: four bytes, the highest first, in base64.</summary>
internal static class GcsCrc
{
    private const string HashName = "crc32c=";

    public static string Write(uint crc)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>The checksum; null: none is there, or it can't be read.</summary>
    public static uint? Read(string? text)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        return text is not null && Convert.TryFromBase64String(text, bytes, out int length) && length == sizeof(uint)
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : null;
    }

    /// <summary>The checksum in an answer's header <c>x-goog-hash</c>; null: none is there.</summary>
    public static uint? Of(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("x-goog-hash", out var values))
            return null;
        string? found = values.SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries))
            .FirstOrDefault(hash => hash.StartsWith(HashName, StringComparison.Ordinal));
        return Read(found?[HashName.Length..]);
    }
}

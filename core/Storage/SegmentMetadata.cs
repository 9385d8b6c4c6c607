using System.Globalization;

namespace K8sRouter.Core.Storage;

/// <summary>Names of the custom metadata of segments' objects.</summary>
public static class SegmentMetadata
{
    /// <summary>Id of the workspace.</summary>
    public const string WorkspaceId = "workspace-id";

    /// <summary>Records of the segment.</summary>
    public const string Count = "count";

    /// <summary>Records whose content is kept too.</summary>
    public const string ContentCount = "content-count";

    /// <summary>Earliest second of an id, Unix time.</summary>
    public const string FirstSecond = "first-second";

    /// <summary>Latest second of an id, Unix time.</summary>
    public const string LastSecond = "last-second";

    /// <summary>
    /// CRC32C (8 hexadecimal digits) of the bytes as they were first written, set where something was erased since: a writer that
    /// tries again recognises its own object by it.
    /// </summary>
    public const string OriginalCrc32C = "original-crc32c";

    /// <summary>A checksum as metadata holds it.</summary>
    public static string Format(uint crc32C) => crc32C.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Whether an object's first bytes were those of a writer that tries again, erased since or not.</summary>
    /// <param name="present">The object that is there.</param>
    /// <param name="length">Length of the writer's bytes.</param>
    /// <param name="crc32C">Checksum of the writer's bytes.</param>
    public static bool IsSameWrite(StoredObject present, long length, uint crc32C) =>
        (present.Length == length && present.Crc32C == crc32C)
        || (present.Metadata.TryGetValue(OriginalCrc32C, out string? original) && original == Format(crc32C));
}

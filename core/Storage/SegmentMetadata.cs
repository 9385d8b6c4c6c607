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
}

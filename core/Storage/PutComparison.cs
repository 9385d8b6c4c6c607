using System.Globalization;

namespace K8sRouter.Core.Storage;

/// <summary>Compares what a writer finds under its name with what it would have written.</summary>
public static class PutComparison
{
    /// <summary>
    /// <see cref="PutResult.AlreadyExistsSame"/> if the bytes are the same, or were before something was erased from them; else
    /// <see cref="PutResult.Conflict"/>.
    /// </summary>
    /// <param name="present">The object that is there.</param>
    /// <param name="length">Bytes that would have been written.</param>
    /// <param name="crc32C">Their checksum.</param>
    /// <param name="ifGeneration">The generation that the writer wanted there: only who wanted none can have been erased
    /// from.</param>
    public static PutResult Compare(StoredObject present, long length, uint crc32C, long ifGeneration)
    {
        bool same = present.Length == length && present.Crc32C == crc32C;
        return same || (ifGeneration == 0 && OriginalCrc(present) == crc32C) ? PutResult.AlreadyExistsSame : PutResult.Conflict;
    }

    private static uint? OriginalCrc(StoredObject present) =>
        present.Metadata.TryGetValue(SegmentMetadata.OriginalCrc32C, out string? text)
            && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint crc)
            ? crc
            : null;
}

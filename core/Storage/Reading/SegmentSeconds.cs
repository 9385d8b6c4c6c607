using System.Globalization;

namespace K8sRouter.Core.Storage.Reading;

/// <summary>The seconds of the ids in a segment, as far as its metadata tells them.</summary>
/// <param name="First">The earliest that is possible, Unix time.</param>
/// <param name="Last">The latest that is possible, Unix time.</param>
internal readonly record struct SegmentSeconds(long First, long Last)
{
    /// <summary>Without metadata (a crash kept it back) anything of the hour is possible.</summary>
    public static SegmentSeconds Of(StoredObject segment, DateTimeOffset hour)
    {
        long start = hour.ToUnixTimeSeconds() / 3600 * 3600;
        return Number(segment, SegmentMetadata.FirstSecond) is { } first
            && Number(segment, SegmentMetadata.LastSecond) is { } last
            ? new(first, last)
            : new(start, start + 3599);
    }

    public bool Holds(long second) => First <= second && second <= Last;

    public bool Overlaps(DateTimeOffset? from, DateTimeOffset? to) =>
        (from is not { } earliest || DateTimeOffset.FromUnixTimeSeconds(Last) >= earliest)
        && (to is not { } end || DateTimeOffset.FromUnixTimeSeconds(First) < end);

    /// <summary>A number of the metadata; null: it isn't there.</summary>
    public static long? Number(StoredObject segment, string name) =>
        segment.Metadata.TryGetValue(name, out string? text) && long.TryParse(text, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;
}

using System.Globalization;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks.Spool;

/// <summary>
/// A batch as the first version sealed it: in clear, for the sidecar's own folder, a delivered segment known by its missing
/// file. It is delivered as it is.
/// </summary>
internal static class ClearBatch
{
    public static SealedBatch Read(SealedBatch batch, string folder) => batch with
    {
        // A segment is named after the place of its first generation.
        After = batch.Segments.Min(segment => FirstOf(segment.RecordsFile)) is { Offset: > 0 } first
            ? first with { Offset = first.Offset - 1 }
            : null,
        // What that version didn't write is null or 0, whatever a new batch would begin with.
        Anew = [],
        Earlier = [],
        Segments =
        [
            .. batch.Segments.Select(segment => segment with
            {
                Delivered = !File.Exists(Path.Combine(folder, segment.RecordsFile)),
                ContentFile = segment.ContentFile is { } content && File.Exists(Path.Combine(folder, content)) ? content : null,
                Hour = HourOf(segment.RecordsName),
                RecordsAttempt = 1,
                ContentAttempt = 1,
                IsInClear = true,
            }),
        ],
    };

    private static JournalPosition FirstOf(string recordsFile)
    {
        var parts = Path.GetFileNameWithoutExtension(recordsFile).Split('-');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long segment)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
                ? new(segment, offset)
                : default;
    }

    /// <summary>The hour of an object's partition, <c>dt=2026-11-20/hour=15</c>.</summary>
    private static DateTimeOffset HourOf(string name)
    {
        var parts = name.Split('/');
        return parts.Length >= 3 && DateTimeOffset.TryParseExact(
            parts[^3] + parts[^2], "'dt='yyyy-MM-dd'hour='HH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var hour)
            ? hour
            : default;
    }
}

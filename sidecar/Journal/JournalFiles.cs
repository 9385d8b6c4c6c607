using System.Globalization;

namespace K8sRouter.Sidecar.Journal;

/// <summary>The names of the files in a journal folder.</summary>
internal static class JournalFiles
{
    public const string Lock = "journal.lock";
    public const string SidecarId = "sidecar-id";
    public const string SegmentSuffix = ".journal";
    public const string ParkedSuffix = ".parked";
    public const string QuarantinedSuffix = ".quarantine";
    public const string TemporarySuffix = ".tmp";
    private const int NumberLength = 16;
    private const string SegmentPrefix = "segment-";
    private const string CursorPrefix = "cursor-";

    public static string Segment(long number, string suffix = SegmentSuffix) =>
        string.Create(CultureInfo.InvariantCulture, $"{SegmentPrefix}{number:D16}{suffix}");

    public static bool TryParseSegment(string name, string suffix, out long number)
    {
        number = 0;
        // Any other length isn't a name that the journal gives: taken for one, it would be looked for under another.
        return name.StartsWith(SegmentPrefix, StringComparison.Ordinal)
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && name.Length == SegmentPrefix.Length + NumberLength + suffix.Length
            && long.TryParse(
                name.AsSpan(SegmentPrefix.Length, NumberLength), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>A sink's name may hold what a file's may not.</summary>
    public static string Cursor(string sink) => CursorPrefix + Uri.EscapeDataString(sink);

    public static bool TryParseCursor(string name, out string sink)
    {
        sink = "";
        if (!name.StartsWith(CursorPrefix, StringComparison.Ordinal))
            return false;
        sink = Uri.UnescapeDataString(name[CursorPrefix.Length..]);
        return Cursor(sink) == name;
    }
}

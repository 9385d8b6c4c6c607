using System.Globalization;

namespace K8sRouter.Core.Storage;

/// <summary>
/// Names of objects: <c>{prefix}/{records|content}/workspace=NAME/dt=YYYY-MM-DD/hour=HH/{sidecar}-{segment}</c> and an
/// extension. The partition is the hour (UTC) of the generations' ids, so that an id leads to its objects.
/// </summary>
public static class ObjectNames
{
    internal const string RecordsKind = "records";
    internal const string ContentKind = "content";
    private const string WorkspacePart = "workspace=";
    private const string DayPart = "dt=";
    private const string HourPart = "hour=";
    private const string ContentSuffix = ".gz";
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>Newline-delimited JSON.</summary>
    public const string RecordsContentType = "application/x-ndjson";

    /// <summary>gzip members one after another.</summary>
    public const string ContentContentType = "application/gzip";

    /// <summary>Name of a segment's records.</summary>
    public static string Records(string prefix, string workspace, DateTimeOffset hour, string sidecar, string segment) =>
        SidecarPrefix(prefix, RecordsKind, workspace, hour, sidecar) + segment + ".jsonl";

    /// <summary>Name of the content that belongs to a segment's records.</summary>
    public static string Content(string prefix, string workspace, DateTimeOffset hour, string sidecar, string segment) =>
        SidecarPrefix(prefix, ContentKind, workspace, hour, sidecar) + segment + ".jsonl.gz";

    /// <summary>What the names of all record segments of one sidecar and hour begin with.</summary>
    public static string RecordsPrefix(string prefix, string workspace, DateTimeOffset hour, string sidecar) =>
        SidecarPrefix(prefix, RecordsKind, workspace, hour, sidecar);

    /// <summary>
    /// Name of a segment after the place in the journal where it begins: unique, and the same when it is made again.
    /// </summary>
    public static string Segment(long journalSegment, long journalOffset) =>
        string.Create(CultureInfo.InvariantCulture, $"{journalSegment:D8}-{journalOffset:D10}");

    /// <summary>
    /// Name for what can't be stored under its own, since something else stands there: <c>x-2.jsonl</c> for <c>x.jsonl</c>.
    /// </summary>
    /// <param name="name">Name of a segment's records or content.</param>
    /// <param name="attempt">1: the name itself; 2 and above: the next ones.</param>
    public static string Attempt(string name, int attempt)
    {
        if (attempt <= 1)
            return name;
        int extension = name.IndexOf('.', name.LastIndexOf('/') + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{name[..extension]}-{attempt}{name[extension..]}");
    }

    /// <summary>Name of the object that tells what was deleted on purpose.</summary>
    /// <param name="prefix">Prefix of every name in the store.</param>
    public static string SweepLedger(string prefix) => KindFolder(prefix, "swept") + "ledger.json";

    /// <summary>
    /// The name of a segment's content for that of its records, and the other way round, unless it was taken; null: the name is
    /// no segment's.
    /// </summary>
    public static string? OtherHalf(string name)
    {
        string[] parts = name.Split('/');
        if (parts.Length < 5)
            return null;
        (string? kind, string file) = parts[^5] switch
        {
            RecordsKind => (ContentKind, parts[^1] + ContentSuffix),
            ContentKind when parts[^1].EndsWith(ContentSuffix, StringComparison.Ordinal) =>
                (RecordsKind, parts[^1][..^ContentSuffix.Length]),
            _ => (null, ""),
        };
        if (kind is null)
            return null;
        (parts[^5], parts[^1]) = (kind, file);
        return string.Join('/', parts);
    }

    /// <summary>What the names of all content of one workspace, or of all, begin with; each ends in a slash.</summary>
    /// <param name="prefix">Prefix of every name in the store.</param>
    /// <param name="workspace">Name of the workspace; null: all.</param>
    public static string ContentFolder(string prefix, string? workspace) =>
        workspace is null ? KindFolder(prefix, ContentKind) : WorkspaceFolder(prefix, ContentKind, workspace);

    /// <summary>What the names of all content segments of one sidecar and hour begin with.</summary>
    public static string ContentPrefix(string prefix, string workspace, DateTimeOffset hour, string sidecar) =>
        SidecarPrefix(prefix, ContentKind, workspace, hour, sidecar);

    /// <summary>What the name of a segment's content ends in, whatever its prefix, unless the name was taken.</summary>
    /// <param name="prefix">Prefix of the records' name.</param>
    /// <param name="records">Name of the segment's records.</param>
    internal static string ContentTail(string prefix, string records) =>
        $"{ContentKind}/{records[KindFolder(prefix, RecordsKind).Length..]}.gz";

    /// <summary>Name of the records that a segment's content belongs to, unless it was taken.</summary>
    /// <param name="contentPrefix">Prefix of the content's name.</param>
    /// <param name="content">Name of the segment's content.</param>
    /// <param name="recordsPrefix">Prefix of the records' name.</param>
    internal static string RecordsOf(string contentPrefix, string content, string recordsPrefix) =>
        KindFolder(recordsPrefix, RecordsKind) + content[KindFolder(contentPrefix, ContentKind).Length..^ContentSuffix.Length];

    internal static string ContentTypeOf(string name) =>
        name.EndsWith(".gz", StringComparison.Ordinal) ? ContentContentType : RecordsContentType;

    internal static string KindFolder(string prefix, string kind) => (prefix.Length == 0 ? "" : prefix + "/") + kind + "/";

    internal static string WorkspaceFolder(string prefix, string kind, string workspace) =>
        $"{KindFolder(prefix, kind)}{WorkspacePart}{workspace}/";

    internal static string DayFolder(string prefix, string kind, string workspace, DateOnly day) =>
        WorkspaceFolder(prefix, kind, workspace) + DayPart + day.ToString(DayFormat, CultureInfo.InvariantCulture) + "/";

    internal static string HourFolder(string prefix, string kind, string workspace, DateTimeOffset hour) =>
        DayFolder(prefix, kind, workspace, DateOnly.FromDateTime(hour.UtcDateTime))
        + HourPart + hour.UtcDateTime.ToString("HH", CultureInfo.InvariantCulture) + "/";

    /// <summary>The workspace that a part of a name holds, with or without its slash.</summary>
    internal static bool TryParseWorkspace(ReadOnlySpan<char> part, out string workspace)
    {
        workspace = ValueOf(part, WorkspacePart).ToString();
        return workspace.Length > 0;
    }

    /// <summary>The day that a part of a name holds, with or without its slash.</summary>
    internal static bool TryParseDay(ReadOnlySpan<char> part, out DateOnly day) => DateOnly.TryParseExact(
        ValueOf(part, DayPart), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>The hour that a part of a name holds, with or without its slash.</summary>
    internal static bool TryParseHour(ReadOnlySpan<char> part, out int hour)
    {
        var value = ValueOf(part, HourPart);
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out hour) && value.Length == 2 && hour < 24;
    }

    private static ReadOnlySpan<char> ValueOf(ReadOnlySpan<char> part, string key) =>
        part.StartsWith(key, StringComparison.Ordinal) ? part[key.Length..].TrimEnd('/') : default;

    private static string SidecarPrefix(string prefix, string kind, string workspace, DateTimeOffset hour, string sidecar) =>
        $"{HourFolder(prefix, kind, workspace, hour)}{sidecar}-";
}

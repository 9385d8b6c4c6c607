using System.Globalization;

namespace K8sRouter.Core.Storage;

/// <summary>
/// Names of objects: <c>{prefix}/{records|content}/workspace=NAME/dt=YYYY-MM-DD/hour=HH/{sidecar}-{segment}</c> and an
/// extension. The partition is the hour (UTC) of the generations' ids, so that an id leads to its objects.
/// </summary>
public static class ObjectNames
{
    /// <summary>Newline-delimited JSON.</summary>
    public const string RecordsContentType = "application/x-ndjson";

    /// <summary>gzip members one after another.</summary>
    public const string ContentContentType = "application/gzip";

    /// <summary>Name of a segment's records.</summary>
    public static string Records(string prefix, string workspace, DateTimeOffset hour, string sidecar, string segment) =>
        SidecarPrefix(prefix, "records", workspace, hour, sidecar) + segment + ".jsonl";

    /// <summary>Name of the content that belongs to a segment's records.</summary>
    public static string Content(string prefix, string workspace, DateTimeOffset hour, string sidecar, string segment) =>
        SidecarPrefix(prefix, "content", workspace, hour, sidecar) + segment + ".jsonl.gz";

    /// <summary>What the names of all record segments of one sidecar and hour begin with.</summary>
    public static string RecordsPrefix(string prefix, string workspace, DateTimeOffset hour, string sidecar) =>
        SidecarPrefix(prefix, "records", workspace, hour, sidecar);

    /// <summary>
    /// Name of a segment after the place in the journal where it begins: unique, and the same when it is made again.
    /// </summary>
    public static string Segment(long journalSegment, long journalOffset) =>
        string.Create(CultureInfo.InvariantCulture, $"{journalSegment:D8}-{journalOffset:D10}");

    /// <summary>What the names of all content segments of one sidecar and hour begin with.</summary>
    public static string ContentPrefix(string prefix, string workspace, DateTimeOffset hour, string sidecar) =>
        SidecarPrefix(prefix, "content", workspace, hour, sidecar);

    private static string SidecarPrefix(string prefix, string kind, string workspace, DateTimeOffset hour, string sidecar) =>
        (prefix.Length == 0 ? "" : prefix + "/")
        + $"{kind}/workspace={workspace}/"
        + string.Create(CultureInfo.InvariantCulture, $"dt={hour.UtcDateTime:yyyy-MM-dd}/hour={hour.UtcDateTime:HH}/")
        + $"{sidecar}-";
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>The header Content-Range of a chunk: <c>bytes 0-99/200</c>, <c>bytes 0-99/*</c> or, to ask, <c>bytes */200</c>.</summary>
internal sealed partial record GcsContentRange(long? First, long? Last, long? Total)
{
    public static GcsContentRange Read(string? header)
    {
        var match = Form().Match(header ?? "");
        if (!match.Success)
            throw GcsWireError.Invalid("Failed to parse Content-Range header.");
        var range = new GcsContentRange(Number(match, "first"), Number(match, "last"), Number(match, "total"));
        return range.Last < range.First || range.Last >= range.Total
            ? throw GcsWireError.Invalid("Failed to parse Content-Range header.")
            : range;
    }

    private static long? Number(Match match, string group) =>
        match.Groups[group].Success ? long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^bytes (?:(?<first>\d+)-(?<last>\d+)|\*)/(?:(?<total>\d+)|\*)$")]
    private static partial Regex Form();
}

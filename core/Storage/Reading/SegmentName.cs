using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Storage.Reading;

/// <summary>The parts of the name of a segment's object.</summary>
internal sealed record SegmentName
{
    private const string RecordsExtension = ".jsonl";
    private const string ContentExtension = ".jsonl.gz";

    public required bool IsContent { get; init; }

    public required string Workspace { get; init; }

    /// <summary>The hour that begins then.</summary>
    public required DateTimeOffset Hour { get; init; }

    public required string Sidecar { get; init; }

    public required string Segment { get; init; }

    /// <summary>Workspace and file without extension: the same for both kinds.</summary>
    public string Key => $"{Workspace}/{Sidecar}-{Segment}";

    public static bool TryParse(string prefix, string name, [NotNullWhen(true)] out SegmentName? parsed)
    {
        parsed = null;
        string root = prefix.Length == 0 ? "" : prefix + "/";
        if (!name.StartsWith(root, StringComparison.Ordinal))
            return false;
        string[] parts = name[root.Length..].Split('/');
        if (parts.Length != 5 || parts[0] is not (ObjectNames.RecordsKind or ObjectNames.ContentKind)
            || !ObjectNames.TryParseWorkspace(parts[1], out string workspace)
            || !ObjectNames.TryParseDay(parts[2], out var day)
            || !ObjectNames.TryParseHour(parts[3], out int hour))
            return false;
        bool isContent = parts[0] == ObjectNames.ContentKind;
        string extension = isContent ? ContentExtension : RecordsExtension;
        string file = parts[4];
        int dash = file.IndexOf('-', StringComparison.Ordinal);
        if (dash != GenerationIds.SidecarLength || !file.EndsWith(extension, StringComparison.Ordinal)
            || file.Length <= dash + 1 + extension.Length)
            return false;
        parsed = new()
        {
            IsContent = isContent,
            Workspace = workspace,
            Hour = new(day, new(hour, 0), TimeSpan.Zero),
            Sidecar = file[..dash],
            Segment = file[(dash + 1)..^extension.Length],
        };
        return true;
    }
}

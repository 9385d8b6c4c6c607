using System.Collections.Immutable;

namespace K8sRouter.Operator.Sources;

/// <summary>
/// The resource files of a folder with what tells that one has changed. Compared by polling: file watchers need inotify
/// instances, which are few per user and don't exist on every file system.
/// </summary>
internal sealed class DirectoryListing : IEquatable<DirectoryListing>
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    private readonly ImmutableArray<Entry> _entries;

    private DirectoryListing(ImmutableArray<Entry> entries) => _entries = entries;

    /// <summary>Paths below the folder, sorted, so that every machine reads them in the same order.</summary>
    public IEnumerable<string> Files => _entries.Select(entry => entry.Path);

    /// <summary>Lists every *.yaml, *.yml and *.json below <paramref name="root"/>.</summary>
    /// <exception cref="IOException">The folder is gone or unreadable.</exception>
    public static DirectoryListing Of(string root)
    {
        var entries = new List<Entry>();
        Add(new DirectoryInfo(root), "", entries);
        return new DirectoryListing([.. entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)]);
    }

    public bool Equals(DirectoryListing? other) => other is not null && _entries.AsSpan().SequenceEqual(other._entries.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as DirectoryListing);

    public override int GetHashCode() => _entries.Length;

    /// <summary>
    /// Hidden names are skipped: editors keep their drafts there, and in a mounted ConfigMap the real files stand a second time
    /// below <c>..data</c>. Links to files are followed (a mounted ConfigMap is made of them), links to folders aren't: they
    /// could lead round in circles.
    /// </summary>
    private static void Add(DirectoryInfo folder, string prefix, List<Entry> entries)
    {
        foreach (var item in folder.EnumerateFileSystemInfos())
        {
            if (item.Name.StartsWith('.'))
                continue;
            var path = prefix + item.Name;
            if (item is DirectoryInfo child)
            {
                if (child.LinkTarget is null)
                    Add(child, path + "/", entries);
            }
            else if (Extensions.Contains(item.Extension, StringComparer.OrdinalIgnoreCase))
            {
                // A link's own time stands still when its target changes.
                var file = item.LinkTarget is null ? (FileInfo)item : item.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
                entries.Add(file is { Exists: true }
                    ? new Entry(path, file.Length, file.LastWriteTimeUtc)
                    : new Entry(path, -1, default));
            }
        }
    }

    private readonly record struct Entry(string Path, long Length, DateTime Modified);
}

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// What a folder of objects takes on the disk, as the kubelet counts it: whole blocks, and what stands beside an object too.
/// </summary>
internal static class FolderUsage
{
    private const long Block = 4096;
    private const string DayFolder = "dt=";
    private const string MetadataSuffix = ".meta.json";

    /// <summary>An object's metadata take a block, and its folder may be new.</summary>
    public const long Beside = 2 * Block;

    public static long OnDisk(long length) => (length + Block - 1) / Block * Block;

    /// <summary>Bytes of all of it; of a folder that isn't there, none.</summary>
    public static long Of(string root)
    {
        var folder = new DirectoryInfo(root);
        return folder.Exists
            ? folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .Sum(entry => entry is FileInfo file ? OnDisk(LengthOf(file)) : Block)
            : 0;
    }

    /// <summary>
    /// Names of objects and what each takes: an hour after the other, in it by the time of writing. Holds one hour's at a time,
    /// however big the store is; those of no hour are left alone.
    /// </summary>
    public static IEnumerable<(string Name, long Bytes)> OldestFirst(string root)
    {
        var folder = new DirectoryInfo(root);
        if (!folder.Exists)
            yield break;
        var hours = folder.EnumerateDirectories("*", SearchOption.AllDirectories)
            .Select(found => (Folder: found, Hour: HourOf(Path.GetRelativePath(root, found.FullName))))
            .Where(found => found.Hour is not null)
            .GroupBy(found => found.Hour, found => found.Folder, StringComparer.Ordinal)
            .OrderBy(hour => hour.Key, StringComparer.Ordinal)
            .ToList();
        foreach (var hour in hours)
        {
            var files = hour.Where(found => found.Exists).SelectMany(found => found.EnumerateFiles())
                .Where(file => file.Name[0] != '.' && !file.Name.EndsWith(MetadataSuffix, StringComparison.Ordinal))
                .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal)
                .ToList();
            foreach (var file in files)
                yield return (Path.GetRelativePath(root, file.FullName), OnDisk(LengthOf(file)) + OnDisk(MetadataOf(file)));
        }
    }

    /// <summary>The part <c>dt=.../hour=...</c> at the end of a path; null: it ends otherwise.</summary>
    private static string? HourOf(string path)
    {
        int hour = path.LastIndexOf(Path.DirectorySeparatorChar);
        int day = hour <= 0 ? -1 : path.LastIndexOf(Path.DirectorySeparatorChar, hour - 1);
        string partition = path[(day + 1)..];
        return hour > 0 && partition.StartsWith(DayFolder, StringComparison.Ordinal) ? partition : null;
    }

    private static long MetadataOf(FileInfo file)
    {
        var metadata = new FileInfo(file.FullName + MetadataSuffix);
        return metadata.Exists ? LengthOf(metadata) : 0;
    }

    /// <summary>What goes while it is counted takes nothing.</summary>
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Delivery;

/// <summary>
/// A folder in the very form that the kubelet gives a projected volume: real files in a dated folder, a link <c>..data</c> to
/// it, and a link of each file's own name through <c>..data</c>. A change is
/// 1. written whole into a new dated folder and made durable,
/// 2. put in force by renaming a new <c>..data</c> over the old one,
/// 3. followed by removing what is no longer in force.
/// Whoever is killed between the steps leaves the old state or the new one, and rubbish that the next change removes.
/// </summary>
/// <param name="folder">The volume's root.</param>
/// <param name="time">Names the dated folders.</param>
internal sealed class ProjectedVolume(string folder, TimeProvider time)
{
    private const string NewDataLink = ConfigFiles.DataLink + "_tmp";
    private const string DoomedPrefix = "..doomed.";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private string DataLink => Path.Combine(folder, ConfigFiles.DataLink);

    /// <summary>Whether a state is in force.</summary>
    public bool Exists => TargetOf(DataLink) is { } target && Directory.Exists(target);

    /// <summary>The files in force, by name; empty where none are.</summary>
    public IReadOnlyDictionary<string, byte[]> Read() => TargetOf(DataLink) is { } target ? ReadFolder(target) : ReadFolder(null);

    /// <summary>The files of the newest dated folder that no link points to: what <see cref="Retract"/> kept.</summary>
    public IReadOnlyDictionary<string, byte[]> ReadRetracted() => ReadFolder(DatedFolders().LastOrDefault());

    /// <summary>Puts <paramref name="files"/> in force in the place of whatever was.</summary>
    public void Replace(IReadOnlyDictionary<string, VolumeFile> files)
    {
        Directory.CreateDirectory(folder, OwnerOnly);
        var data = WriteDated(files);
        foreach (var name in files.Keys)
            LinkTo(Path.Combine(ConfigFiles.DataLink, name), Path.Combine(folder, name), folder + $"/..link.{name}");
        LinkTo(Path.GetFileName(data), DataLink, Path.Combine(folder, NewDataLink));
        LibC.SyncFolder(folder);
        RemoveLinksExcept(files.Keys);
        RemoveFoldersExcept(data);
    }

    /// <summary>
    /// Takes the state out of force: no <c>..data</c>, no links, and of the files only <paramref name="kept"/>, which
    /// <see cref="ReadRetracted"/> finds again.
    /// </summary>
    public void Retract(IReadOnlyDictionary<string, VolumeFile> kept)
    {
        var data = WriteDated(kept);
        File.Delete(DataLink);
        LibC.SyncFolder(folder);
        RemoveLinksExcept([]);
        RemoveFoldersExcept(data);
    }

    private static Dictionary<string, byte[]> ReadFolder(string? source)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (!Directory.Exists(source))
            return files;
        foreach (var path in Directory.EnumerateFiles(source))
            files[Path.GetFileName(path)] = File.ReadAllBytes(path);
        return files;
    }

    private static string? TargetOf(string link) =>
        new FileInfo(link).LinkTarget is { } target ? Path.Combine(Path.GetDirectoryName(link)!, target) : null;

    private static void LinkTo(string target, string link, string temporary)
    {
        if (new FileInfo(link).LinkTarget == target)
            return;
        File.Delete(temporary);
        File.CreateSymbolicLink(temporary, target);
        LibC.Rename(temporary, link);
    }

    private string WriteDated(IReadOnlyDictionary<string, VolumeFile> files)
    {
        var name = time.GetUtcNow().ToString("'..'yyyy'_'MM'_'dd'_'HH'_'mm'_'ss", CultureInfo.InvariantCulture);
        string dated;
        do
        {
            dated = Path.Combine(folder, $"{name}.{RandomNumberGenerator.GetInt32(1_000_000_000):D9}");
        }
        while (Directory.Exists(dated));
        Directory.CreateDirectory(dated, OwnerOnly);
        foreach (var (file, content) in files)
            WriteDurably(Path.Combine(dated, file), content);
        LibC.SyncFolder(dated);
        return dated;
    }

    private static void WriteDurably(string path, VolumeFile file)
    {
        // The mode is given at creation: there is no instant at which a credential is readable by others.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = file.Mode };
        using var stream = new FileStream(path, options);
        stream.Write(file.Content);
        stream.Flush(flushToDisk: true);
    }

    private IEnumerable<string> DatedFolders() =>
        Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, "..2*")
                .Where(path => new FileInfo(path).LinkTarget is null).Order(StringComparer.Ordinal)
            : [];

    private void RemoveLinksExcept(IEnumerable<string> names)
    {
        var kept = names.Append(ConfigFiles.DataLink).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null && !kept.Contains(entry.Name))
                File.Delete(entry.FullName);
        }
    }

    /// <summary>
    /// Renames before deleting: whoever still reads the old folder by its path finds it gone at once instead of finding half of
    /// it. A listing already begun goes on, so a reader looks at <c>..data</c> once more when it is done.
    /// </summary>
    private void RemoveFoldersExcept(string current)
    {
        foreach (var old in DatedFolders().Where(path => path != current).ToArray())
            LibC.Rename(old, Path.Combine(folder, DoomedPrefix + Path.GetFileName(old).TrimStart('.')));
        foreach (var doomed in Directory.EnumerateDirectories(folder, DoomedPrefix + "*").ToArray())
            Directory.Delete(doomed, recursive: true);
    }
}

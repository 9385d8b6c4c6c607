using K8sRouter.Core.Storage;

namespace K8sRouter.Sidecar.Journal;

/// <summary>The real file system.</summary>
internal sealed class DiskFileSystem : IJournalFileSystem
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private DiskFileSystem()
    {
    }

    public static DiskFileSystem Instance { get; } = new();

    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    public IReadOnlyList<string> List(string folder) => [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f))];

    public IJournalFile Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return new DiskFile(new FileStream(path, options));
    }

    public IJournalFile Open(string path, bool write) => new DiskFile(new FileStream(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = write ? FileAccess.ReadWrite : FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
    }));

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void SyncFolder(string path) => DiskSync.Folder(path);

    public long AvailableBytes(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    public IDisposable Lock(string path) =>
        new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
}

using System.Runtime.InteropServices;
using System.Text;

namespace K8sRouter.Core.Storage;

/// <summary>Puts a folder's entries on the disk: a renamed file isn't durable before its folder is.</summary>
public static class DiskSync
{
    private const int ReadOnly = 0;

    /// <summary>Synchronises a folder; on systems without the notion (Windows) it does nothing.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Open(Encoding.UTF8.GetBytes(path + '\0'), ReadOnly);
        if (descriptor < 0)
            throw new IOException(
                $"The folder {path} can't be opened to be synchronised (error {Marshal.GetLastPInvokeError()}).");
        int result = Sync(descriptor);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0)
            throw new IOException($"The folder {path} can't be synchronised (error {error}).");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}

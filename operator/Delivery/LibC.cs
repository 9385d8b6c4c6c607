using System.Runtime.InteropServices;

namespace K8sRouter.Operator.Delivery;

/// <summary>The two file system calls that the framework doesn't offer for links and folders.</summary>
internal static partial class LibC
{
    private const int ReadOnly = 0;

    /// <summary>
    /// Replaces <paramref name="target"/> by <paramref name="source"/> in one step, links themselves and not what they point to.
    /// </summary>
    public static void Rename(string source, string target)
    {
        if (RenameCall(source, target) != 0)
            throw new IOException($"Could not rename '{source}' to '{target}': {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>Makes the entries of a folder durable: new files and renames are otherwise only in the page cache.</summary>
    public static void SyncFolder(string folder)
    {
        var descriptor = OpenCall(folder, ReadOnly);
        if (descriptor < 0)
            throw new IOException($"Could not open '{folder}': {Marshal.GetLastPInvokeErrorMessage()}.");
        try
        {
            // Some file systems refuse fsync on a folder (EINVAL); there is nothing more to do there.
            _ = SyncCall(descriptor);
        }
        finally
        {
            _ = CloseCall(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameCall(string source, string target);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenCall(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int SyncCall(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseCall(int descriptor);
}

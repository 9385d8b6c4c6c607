namespace K8sRouter.Core.Storage;

/// <summary>
/// Keeps writers of a folder store apart, also those of other processes; the end of a process gives it back. Held while an object
/// and its metadata change places, not while bytes are written. On a file system without locks it locks nothing.
/// </summary>
internal static class FolderLock
{
    /// <summary>Name of the file, which stays.</summary>
    public const string FileName = ".lock";

    private const int MostAttempts = 6000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits until nobody holds it, for half a minute; disposing gives it back.</summary>
    /// <exception cref="IOException">It can't be had.</exception>
    public static async Task<IDisposable> TakeAsync(string folder, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, FileName);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < MostAttempts && File.Exists(path))
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}

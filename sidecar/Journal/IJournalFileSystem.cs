namespace K8sRouter.Sidecar.Journal;

/// <summary>What the journal asks of a file system; the seam at which tests tear writes and drop what wasn't synced.</summary>
internal interface IJournalFileSystem
{
    void CreateFolder(string path);

    /// <summary>Names, without their folder, of the files in a folder.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Creates a file that doesn't exist, readable by its owner alone.</summary>
    IJournalFile Create(string path);

    IJournalFile Open(string path, bool write);

    /// <summary>Replaces <paramref name="to"/> if it is there.</summary>
    void Rename(string from, string to);

    void Delete(string path);

    /// <summary>Makes created, renamed and deleted names of a folder last.</summary>
    void SyncFolder(string path);

    /// <summary>Bytes that may still be written.</summary>
    long AvailableBytes(string folder);

    /// <summary>
    /// Takes a file for this process until disposed; throws <see cref="IOException"/> where another one has it.
    /// </summary>
    IDisposable Lock(string path);
}

namespace K8sRouter.Sidecar.Tests.Journal;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("journal-").FullName;

    /// <summary>The same files somewhere else: what a crash at this moment would leave.</summary>
    public TemporaryFolder Copy()
    {
        var copy = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(Path).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

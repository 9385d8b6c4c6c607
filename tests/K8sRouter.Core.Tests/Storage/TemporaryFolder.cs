namespace K8sRouter.Core.Tests.Storage;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("k8srouter-").FullName;

    /// <summary>All but the lock of a store, which stays.</summary>
    public IEnumerable<string> Files =>
        Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Where(file => System.IO.Path.GetFileName(file) != ".lock");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

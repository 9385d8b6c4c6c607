namespace K8sRouter.Operator.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>In memory where there is such a file system: making files durable costs nothing there.</summary>
    public string Path { get; } = Directory.Exists(Memory)
        ? Directory.CreateDirectory($"{Memory}/k8srouter-operator-{Guid.NewGuid():N}").FullName
        : Directory.CreateTempSubdirectory("k8srouter-operator-").FullName;

    public string this[params string[] names] => System.IO.Path.Combine([Path, .. names]);

    public void Write(string name, string content)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

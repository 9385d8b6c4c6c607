namespace K8sRouter.EndToEnd.Tests.Processes;

/// <summary>Where the build puts the programs under test: beside this one, in the same configuration.</summary>
internal static class Programs
{
    private static readonly DirectoryInfo Framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static readonly DirectoryInfo Root = Framework.Parent!.Parent!.Parent!.Parent!.Parent!;

    public static string Operator { get; } = Find("operator", "K8sRouter.Operator.dll");

    public static string Sidecar { get; } = Find("sidecar", "K8sRouter.Sidecar.dll");

    private static string Find(string project, string assembly)
    {
        string path = Path.Combine(Root.FullName, project, "bin", Framework.Parent!.Name, Framework.Name, assembly);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} isn't built.");
    }
}

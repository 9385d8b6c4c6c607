namespace K8sRouter.EndToEnd.Tests.Processes;

/// <summary>
/// How the programs under test are run: as published, where <c>SIDECAR_PROGRAM</c> and <c>OPERATOR_PROGRAM</c> name the
/// executables, or else as the build put them beside the tests, in the same configuration.
/// </summary>
internal static class Programs
{
    private static readonly DirectoryInfo Framework = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    private static readonly DirectoryInfo Root = Framework.Parent!.Parent!.Parent!.Parent!.Parent!;

    /// <summary>Program and first arguments.</summary>
    public static string[] Operator { get; } = Find("OPERATOR_PROGRAM", "operator", "K8sRouter.Operator.dll");

    /// <summary>Program and first arguments.</summary>
    public static string[] Sidecar { get; } = Find("SIDECAR_PROGRAM", "sidecar", "K8sRouter.Sidecar.dll");

    private static string[] Find(string variable, string project, string assembly)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } published)
            return File.Exists(published) ? [published] : throw new FileNotFoundException($"{variable} is {published}, which isn't there.");
        string path = Path.Combine(Root.FullName, project, "bin", Framework.Parent!.Name, Framework.Name, assembly);
        return File.Exists(path) ? ["dotnet", path] : throw new FileNotFoundException($"{path} isn't built.");
    }
}

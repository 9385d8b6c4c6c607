namespace K8sRouter.Crds.Tests;

/// <summary>Files of the repository that tests compare with.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static bool UpdateGolden => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "K8sRouter.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests don't run within the repository.");
    }
}

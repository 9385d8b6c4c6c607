namespace K8sRouter.Testing.Cluster;

/// <summary>Files of the repository that are applied to the cluster.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string File(params string[] names) => Path.Combine([Root, .. names]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "K8sRouter.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests don't run within the repository.");
    }
}

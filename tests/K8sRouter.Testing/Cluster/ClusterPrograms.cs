namespace K8sRouter.Testing.Cluster;

/// <summary>Where etcd, kube-apiserver, kubectl and the others are: looked for as tests/cluster/binaries.sh does, which also makes them.</summary>
internal static class ClusterPrograms
{
    /// <summary>The API server's part for custom resources, of a version of its own.</summary>
    public const string CurrentServer = "apiextensions-apiserver";

    /// <summary>The version that binaries.sh builds.</summary>
    private const string BuiltVersion = "1.20.2";

    /// <summary>Its own variable, KUBEBUILDER_ASSETS, PATH, the cache: the first that has it.</summary>
    /// <param name="name">Such as <c>kube-apiserver</c>.</param>
    /// <exception cref="FileNotFoundException">It is nowhere; the text says which command makes it.</exception>
    public static string Find(string name)
    {
        string variable = "TEST_ASSET_" + name.ToUpperInvariant().Replace('-', '_');
        if (Setting(variable) is { } own)
            return File.Exists(own) ? own : throw new FileNotFoundException($"{variable} is {own}, where no file is.");
        var folders = (Setting("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(Setting("KUBEBUILDER_ASSETS"))
            .Append(Cache);
        return folders.OfType<string>().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"{name} is neither in KUBEBUILDER_ASSETS nor in PATH nor in {Cache}. `bash tests/cluster/binaries.sh "
                + $"{(name == CurrentServer ? "crds" : "node")}` makes it.");
    }

    private static string Cache =>
        Setting("K8SROUTER_CLUSTER_CACHE")
        ?? Path.Combine(
            Setting("XDG_CACHE_HOME") ?? Path.Combine(Setting("HOME") ?? "/", ".cache"), "k8srouter", $"kubernetes-{BuiltVersion}");

    private static string? Setting(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}

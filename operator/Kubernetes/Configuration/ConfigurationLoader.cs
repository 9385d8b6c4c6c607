namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// Finds how the API server is reached: the flag, KUBECONFIG, the pod's own credentials, the user's kubeconfig, in this order.
/// </summary>
internal static class ConfigurationLoader
{
    private const string Variable = "KUBECONFIG";

    /// <exception cref="KubernetesConfigurationException">Nothing was found, or what was found can't be used.</exception>
    public static ClusterConnection Load(ConfigurationSearch search, TimeProvider clock)
    {
        if (search.KubeConfigPath is { Length: > 0 } path)
            return FromFiles(search, [path], clock);
        var listed = search.Environment(Variable);
        if (!string.IsNullOrEmpty(listed))
            return FromVariable(search, listed, clock);
        if (search.Context is null && InClusterConfiguration.IsPresent(search))
            return InClusterConfiguration.Load(search, clock);
        var ofUser = Path.Combine(search.Home, ".kube", "config");
        if (File.Exists(ofUser))
            return FromFiles(search, [ofUser], clock);
        throw new KubernetesConfigurationException(
            $"No way to a Kubernetes API server was found. Looked for: the flag --kubeconfig (not given), {Variable} (not set), "
            + $"a pod's credentials ({InClusterConfiguration.WhyAbsent(search)}), {ofUser} (no such file). "
            + "Give --kubeconfig, or run in a pod with a ServiceAccount.");
    }

    /// <summary>As kubectl does, files of the list that don't exist are passed over; not all of them.</summary>
    private static ClusterConnection FromVariable(ConfigurationSearch search, string listed, TimeProvider clock)
    {
        var paths = listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var existing = paths.Where(File.Exists).ToArray();
        return existing.Length > 0
            ? FromFiles(search, existing, clock)
            : throw new KubernetesConfigurationException(
                $"{Variable} is \"{listed}\": there is no such file. Correct it, or unset it.");
    }

    private static ClusterConnection FromFiles(
        ConfigurationSearch search, IReadOnlyList<string> paths, TimeProvider clock) =>
        KubeConfigReader.Read(KubeConfigFile.Load(paths), search, clock);
}

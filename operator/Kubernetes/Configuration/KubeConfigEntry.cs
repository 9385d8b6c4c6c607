namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>An entry of a kubeconfig's lists.</summary>
/// <param name="Kind">Of which list, for people: <c>user</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">What bears the name.</param>
/// <param name="File">The file in which it stands: paths in it are relative to that.</param>
internal sealed record KubeConfigEntry<T>(string Kind, string Name, T Value, string File)
{
    public string Folder => Path.GetDirectoryName(File)!;

    /// <summary>A path as it stands in the entry.</summary>
    public string Resolve(string path) => Path.Combine(Folder, path);

    /// <summary>Where it stands, for people.</summary>
    public override string ToString() => $"{File}: {Kind} \"{Name}\"";
}

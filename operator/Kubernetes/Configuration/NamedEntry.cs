using YamlDotNet.Serialization;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>An entry of a kubeconfig's lists: a name, and what bears it under a key that differs by list.</summary>
internal sealed record NamedEntry
{
    public string? Name { get; init; }

    public KubeConfigCluster? Cluster { get; init; }

    public KubeConfigUser? User { get; init; }

    public KubeConfigContext? Context { get; init; }

    /// <summary>The file in which it stands: paths in it are relative to that.</summary>
    [YamlIgnore]
    public string File { get; init; } = "";
}

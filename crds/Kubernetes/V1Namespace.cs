namespace K8sRouter.Crds.Kubernetes;

/// <summary>A namespace: our workspace.</summary>
[KubernetesEntity(Kind = "Namespace", PluralName = "namespaces")]
public sealed record V1Namespace : IKubernetesObject
{
    /// <inheritdoc />
    public string ApiVersion { get; init; } = "v1";

    /// <inheritdoc />
    public string Kind { get; init; } = "Namespace";

    /// <inheritdoc />
    public V1ObjectMeta Metadata { get; init; } = new();
}

namespace K8sRouter.Crds.Kubernetes;

/// <summary>A namespace: our workspace.</summary>
[KubernetesEntity(Kind = "Namespace", PluralName = "namespaces")]
public sealed record V1Namespace : IKubernetesObject
{
    /// <summary>Annotation that gives a workspace an id of its own, so that a rebuilt cluster keeps its logs.</summary>
    public const string WorkspaceIdAnnotation = "k8srouter.io/workspace-id";

    /// <inheritdoc />
    public string ApiVersion { get; init; } = "v1";

    /// <inheritdoc />
    public string Kind { get; init; } = "Namespace";

    /// <inheritdoc />
    public V1ObjectMeta Metadata { get; init; } = new();
}

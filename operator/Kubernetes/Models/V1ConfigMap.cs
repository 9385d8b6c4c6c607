using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Configuration that isn't secret.</summary>
[KubernetesEntity(Kind = "ConfigMap", PluralName = "configmaps", Namespaced = true)]
internal sealed record V1ConfigMap : IKubernetesObject
{
    public string ApiVersion => "v1";

    public string Kind => "ConfigMap";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>Text by key.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; init; }

    /// <summary>Bytes by key; base64 on the wire.</summary>
    public IReadOnlyDictionary<string, byte[]>? BinaryData { get; init; }

    /// <summary>Whether the values can change.</summary>
    public bool? Immutable { get; init; }
}

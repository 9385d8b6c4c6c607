using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Makes the API server serve a kind: what the check at start looks at.</summary>
[KubernetesEntity(
    Group = "apiextensions.k8s.io", Kind = "CustomResourceDefinition", PluralName = "customresourcedefinitions")]
internal sealed record V1CustomResourceDefinition : IKubernetesObject
{
    public string ApiVersion => "apiextensions.k8s.io/v1";

    public string Kind => "CustomResourceDefinition";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>What is served.</summary>
    public V1CustomResourceDefinitionSpec? Spec { get; init; }

    /// <summary>Whether it is served.</summary>
    public V1CustomResourceDefinitionStatus? Status { get; init; }
}

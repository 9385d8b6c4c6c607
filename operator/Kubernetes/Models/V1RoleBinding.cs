using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Gives subjects a role's rights in one namespace.</summary>
[KubernetesEntity(Group = "rbac.authorization.k8s.io", Kind = "RoleBinding", PluralName = "rolebindings", Namespaced = true)]
internal sealed record V1RoleBinding : IKubernetesObject
{
    public string ApiVersion => "rbac.authorization.k8s.io/v1";

    public string Kind => "RoleBinding";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>Which role; can't be changed.</summary>
    public V1RoleRef? RoleRef { get; init; }

    /// <summary>Who gets its rights.</summary>
    public IReadOnlyList<V1Subject>? Subjects { get; init; }
}

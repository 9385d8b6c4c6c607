namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Names a role.</summary>
internal sealed record V1RoleRef
{
    /// <summary><c>rbac.authorization.k8s.io</c>.</summary>
    public required string ApiGroup { get; init; }

    /// <summary><c>Role</c> or <c>ClusterRole</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }
}

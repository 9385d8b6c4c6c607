namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>A version of a kind.</summary>
internal sealed record V1CustomResourceDefinitionVersion
{
    /// <summary>Such as <c>v1alpha1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is served.</summary>
    public bool Served { get; init; }

    /// <summary>Whether objects are stored as this one.</summary>
    public bool Storage { get; init; }
}

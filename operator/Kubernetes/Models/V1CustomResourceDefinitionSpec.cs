namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>What a definition makes the server serve.</summary>
internal sealed record V1CustomResourceDefinitionSpec
{
    /// <summary>API group.</summary>
    public string? Group { get; init; }

    /// <summary>The versions.</summary>
    public IReadOnlyList<V1CustomResourceDefinitionVersion>? Versions { get; init; }
}

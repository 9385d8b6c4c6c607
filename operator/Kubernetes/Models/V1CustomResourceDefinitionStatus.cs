namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Whether a definition is served.</summary>
internal sealed record V1CustomResourceDefinitionStatus
{
    /// <summary>Such as <c>Established</c>.</summary>
    public IReadOnlyList<V1CustomResourceDefinitionCondition>? Conditions { get; init; }
}

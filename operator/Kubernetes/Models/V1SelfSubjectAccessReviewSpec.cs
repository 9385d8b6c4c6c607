namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>What is asked: exactly one of the two.</summary>
internal sealed record V1SelfSubjectAccessReviewSpec
{
    /// <summary>Something with objects; null: see the other.</summary>
    public V1ResourceAttributes? ResourceAttributes { get; init; }

    /// <summary>Something with a path of the API server; null: see the other.</summary>
    public V1NonResourceAttributes? NonResourceAttributes { get; init; }
}

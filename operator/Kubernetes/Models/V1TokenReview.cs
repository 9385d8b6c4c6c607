using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Asks the API server whose a token is.</summary>
[KubernetesEntity(Group = "authentication.k8s.io", Kind = "TokenReview", PluralName = "tokenreviews")]
internal sealed record V1TokenReview : IKubernetesObject
{
    public string ApiVersion => "authentication.k8s.io/v1";

    public string Kind => "TokenReview";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>The question.</summary>
    public required V1TokenReviewSpec Spec { get; init; }

    /// <summary>The answer; null in a question.</summary>
    public V1TokenReviewStatus? Status { get; init; }
}

using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Asks the API server whether we may do something.</summary>
[KubernetesEntity(Group = "authorization.k8s.io", Kind = "SelfSubjectAccessReview", PluralName = "selfsubjectaccessreviews")]
internal sealed record V1SelfSubjectAccessReview : IKubernetesObject
{
    public string ApiVersion => "authorization.k8s.io/v1";

    public string Kind => "SelfSubjectAccessReview";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>The question.</summary>
    public required V1SelfSubjectAccessReviewSpec Spec { get; init; }

    /// <summary>The answer; null in a question.</summary>
    public V1SubjectAccessReviewStatus? Status { get; init; }
}

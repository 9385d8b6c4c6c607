using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Asks the API server whether somebody may do something.</summary>
[KubernetesEntity(Group = "authorization.k8s.io", Kind = "SubjectAccessReview", PluralName = "subjectaccessreviews")]
internal sealed record V1SubjectAccessReview : IKubernetesObject
{
    public string ApiVersion => "authorization.k8s.io/v1";

    public string Kind => "SubjectAccessReview";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>The question.</summary>
    public required V1SubjectAccessReviewSpec Spec { get; init; }

    /// <summary>The answer; null in a question.</summary>
    public V1SubjectAccessReviewStatus? Status { get; init; }
}

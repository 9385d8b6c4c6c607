using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>Which webhooks the API server asks before it stores an object: of them, whom it trusts.</summary>
[KubernetesEntity(
    Group = "admissionregistration.k8s.io", Kind = "ValidatingWebhookConfiguration",
    PluralName = "validatingwebhookconfigurations")]
internal sealed record V1ValidatingWebhookConfiguration : IKubernetesObject
{
    public string ApiVersion { get; init; } = "admissionregistration.k8s.io/v1";

    public string Kind { get; init; } = "ValidatingWebhookConfiguration";

    public V1ObjectMeta Metadata { get; init; } = new();

    public IReadOnlyList<V1ValidatingWebhook>? Webhooks { get; init; }
}

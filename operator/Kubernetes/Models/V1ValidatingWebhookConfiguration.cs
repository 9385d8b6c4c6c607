using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>
/// Which validating webhooks the API server calls, as far as it concerns us. Change it by patches only.
/// </summary>
[KubernetesEntity(
    Group = "admissionregistration.k8s.io", Kind = "ValidatingWebhookConfiguration",
    PluralName = "validatingwebhookconfigurations")]
internal sealed record V1ValidatingWebhookConfiguration : IKubernetesObject
{
    public string ApiVersion => "admissionregistration.k8s.io/v1";

    public string Kind => "ValidatingWebhookConfiguration";

    public V1ObjectMeta Metadata { get; init; } = new();

    /// <summary>The webhooks.</summary>
    public IReadOnlyList<V1Webhook>? Webhooks { get; init; }
}

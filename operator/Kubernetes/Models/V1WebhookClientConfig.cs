namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>How the API server reaches a webhook: the field that we write.</summary>
internal sealed record V1WebhookClientConfig
{
    /// <summary>Certificates of the authorities that it trusts, in PEM; base64 on the wire.</summary>
    public byte[]? CaBundle { get; init; }
}

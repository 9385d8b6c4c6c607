namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>How the API server calls a webhook.</summary>
internal sealed record V1WebhookClientConfig
{
    /// <summary>Authorities in PEM by which it judges the webhook's certificate; base64 on the wire.</summary>
    public byte[]? CaBundle { get; init; }
}

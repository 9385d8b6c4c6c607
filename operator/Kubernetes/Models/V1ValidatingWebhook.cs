namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>One webhook of a configuration.</summary>
internal sealed record V1ValidatingWebhook
{
    /// <summary>Such as <c>validate.k8srouter.io</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How it is reached.</summary>
    public V1WebhookClientConfig? ClientConfig { get; init; }
}

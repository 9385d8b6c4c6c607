namespace K8sRouter.Operator.Kubernetes.Models;

/// <summary>One webhook of a configuration.</summary>
internal sealed record V1MutatingWebhook
{
    /// <summary>Its name, unique in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>How the API server calls it.</summary>
    public V1WebhookClientConfig? ClientConfig { get; init; }
}

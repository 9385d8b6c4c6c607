using K8sRouter.Crds.Kubernetes;

namespace K8sRouter.Crds.ModelProviders;

/// <summary>Who may hold the platform's credential.</summary>
public sealed record CredentialDelivery
{
    /// <summary>
    /// Namespaces by their labels. Example: <c>{matchLabels: {team: search}}</c>; <c>{}</c> selects every namespace.
    /// </summary>
    public required V1LabelSelector NamespaceSelector { get; init; }
}

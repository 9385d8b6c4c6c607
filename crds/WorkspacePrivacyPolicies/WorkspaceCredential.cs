using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>
/// The workspace's own key for one provider: a Secret in its namespace, labelled <c>k8srouter.io/use: provider</c>.
/// </summary>
public sealed record WorkspaceCredential
{
    /// <summary>Name of the ModelProvider. Example: <c>openai</c>.</summary>
    [ResourceName]
    public required string Provider { get; init; }

    /// <summary>Name of the Secret. Example: <c>our-openai</c>.</summary>
    [ResourceName]
    public required string Name { get; init; }

    /// <summary>Key within the Secret's data. Example: <c>apiKey</c>. Never the secret itself.</summary>
    [SecretKeyName]
    public required string Key { get; init; }
}

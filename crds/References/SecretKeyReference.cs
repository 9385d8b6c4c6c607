using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.References;

/// <summary>One key of a Secret. The Secret must carry the label <c>k8srouter.io/use</c> that fits the use.</summary>
public sealed record SecretKeyReference
{
    /// <summary>Name of the Secret. Example: <c>openai</c>.</summary>
    [ResourceName]
    public required string Name { get; init; }

    /// <summary>Key within the Secret's data. Example: <c>apiKey</c>. Never the secret itself.</summary>
    [SecretKeyName]
    public required string Key { get; init; }
}

namespace K8sRouter.Crds.ModelProviders;

/// <summary>A wire format.</summary>
public enum UpstreamProtocol
{
    /// <summary>OpenAI's: chat/completions, completions, embeddings, responses.</summary>
    OpenAI,

    /// <summary>Anthropic's: messages.</summary>
    Anthropic,
}

namespace K8sRouter.Core.Configuration;

/// <summary>One address of a provider and the wire format spoken there.</summary>
public sealed record UpstreamEntry
{
    /// <summary>
    /// Which of <c>chat</c>, <c>completions</c>, <c>embeddings</c>, <c>responses</c>, <c>messages</c> it serves.
    /// </summary>
    public required IReadOnlyList<string> Apis { get; init; }

    /// <summary><c>OpenAI</c> or <c>Anthropic</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Address without trailing slash; the API's path is added to it.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>
    /// Path below <see cref="BaseUrl"/> where it isn't the protocol's own, with <c>{model}</c> for the upstream's name of the
    /// model and <c>{path}</c> for the protocol's path (<c>chat/completions</c>); so Azure OpenAI and Vertex can be expressed.
    /// </summary>
    public string? PathTemplate { get; init; }
}

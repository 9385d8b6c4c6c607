using System.Text.Json.Serialization;

namespace K8sRouter.Core.Generations;

/// <summary>
/// Tokens by the provider's own count. The prompt's total includes cached tokens, the completion's reasoning tokens.
/// </summary>
public sealed record TokenUsage
{
    /// <summary>Prompt tokens, cached ones included.</summary>
    public long? Prompt { get; init; }

    /// <summary>Completion tokens, reasoning included.</summary>
    public long? Completion { get; init; }

    /// <summary>Both.</summary>
    public long? Total { get; init; }

    /// <summary>Prompt tokens read from the provider's cache.</summary>
    public long? Cached { get; init; }

    /// <summary>Prompt tokens written to the provider's cache.</summary>
    public long? CacheWrite { get; init; }

    /// <summary>Those of <see cref="CacheWrite"/> that are kept for an hour and not for five minutes.</summary>
    [JsonPropertyName("cache_write_1h")]
    public long? CacheWrite1h { get; init; }

    /// <summary>Completion tokens spent on reasoning.</summary>
    public long? Reasoning { get; init; }

    /// <summary>Audio tokens in the prompt.</summary>
    public long? AudioPrompt { get; init; }

    /// <summary>Image tokens in the completion.</summary>
    public long? CompletionImages { get; init; }

    /// <summary>Searches that the provider made.</summary>
    public long? WebSearches { get; init; }
}

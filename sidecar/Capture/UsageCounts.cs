using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Capture;

/// <summary>Tokens while an answer is read: absent and zero are different, and the last value seen wins.</summary>
internal struct UsageCounts
{
    public long? Prompt;
    public long? Completion;
    public long? Total;
    public long? Cached;
    public long? CacheWrite;
    public long? Reasoning;
    public long? AudioPrompt;
    public long? CompletionImages;
    public long? WebSearches;

    public readonly bool IsKnown => Prompt is not null || Completion is not null;

    public readonly TokenUsage? ToTokenUsage() => !IsKnown ? null : new TokenUsage
    {
        Prompt = Prompt,
        Completion = Completion,
        Total = Total ?? (Prompt ?? 0) + (Completion ?? 0),
        Cached = Cached,
        CacheWrite = CacheWrite,
        Reasoning = Reasoning,
        AudioPrompt = AudioPrompt,
        CompletionImages = CompletionImages,
        WebSearches = WebSearches,
    };
}

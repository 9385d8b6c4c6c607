using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Tokens while an answer is read. What was reported is kept as it was, member by member: absent and zero are different, and the
/// last value seen wins. The totals that the API defines are derived from it.
/// </summary>
internal struct UsageCounts
{
    /// <summary>Whether the format reports the prompt without what was read from or written to the cache.</summary>
    public bool PromptExcludesCache;

    public long? ReportedPrompt;
    public long? ReportedCompletion;
    public long? ReportedTotal;
    public long? Cached;
    public long? ReportedCacheWrite;
    public long? CacheWrite5m;
    public long? ReportedCacheWrite1h;
    public long? Reasoning;
    public long? AudioPrompt;
    public long? CompletionImages;
    public long? WebSearches;

    public readonly bool IsKnown => ReportedPrompt is not null || ReportedCompletion is not null;

    /// <summary>Prompt tokens, cached ones included.</summary>
    public readonly long? Prompt =>
        PromptExcludesCache ? ReportedPrompt + (Cached ?? 0) + (CacheWrite ?? 0) : ReportedPrompt;

    /// <summary>Tokens written to the cache, for however long.</summary>
    public readonly long? CacheWrite => ReportedCacheWrite
        ?? (CacheWrite5m is null && ReportedCacheWrite1h is null
            ? null
            : (CacheWrite5m ?? 0) + (ReportedCacheWrite1h ?? 0));

    /// <summary>Those written for an hour.</summary>
    public readonly long? CacheWrite1h => ReportedCacheWrite1h is { } hour ? Math.Min(hour, CacheWrite ?? hour) : null;

    /// <summary>Completion tokens, reasoning included.</summary>
    public readonly long? Completion => ExcludesReasoning ? ReportedCompletion + Reasoning : ReportedCompletion;

    /// <summary>Both: as reported, else their sum.</summary>
    public readonly long? Total => ReportedTotal ?? (IsKnown ? (Prompt ?? 0) + (Completion ?? 0) : null);

    /// <summary>
    /// Some providers count reasoning beside the completion. Their own total tells: it is the sum of all three, and not of two.
    /// </summary>
    private readonly bool ExcludesReasoning => Reasoning > 0 && ReportedCompletion is not null
        && ReportedTotal == (ReportedPrompt ?? 0) + ReportedCompletion + Reasoning;

    public readonly TokenUsage? ToTokenUsage() => !IsKnown ? null : new TokenUsage
    {
        Prompt = Prompt,
        Completion = Completion,
        Total = Total,
        Cached = Cached,
        CacheWrite = CacheWrite,
        CacheWrite1h = CacheWrite1h,
        Reasoning = Reasoning,
        AudioPrompt = AudioPrompt,
        CompletionImages = CompletionImages,
        WebSearches = WebSearches,
    };
}

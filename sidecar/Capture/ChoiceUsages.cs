namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Usage of providers that report it inside their choices. Each choice answers the same prompt and has a completion of its own:
/// the prompt counts once, completions add up.
/// </summary>
internal sealed class ChoiceUsages
{
    private readonly List<(int Choice, UsageCounts Usage)> _usages = new(1);

    /// <summary>Takes what a choice has reported so far in the place of what it reported before.</summary>
    public void Set(int choice, in UsageCounts usage)
    {
        int at = _usages.FindIndex(known => known.Choice == choice);
        if (at < 0)
            _usages.Add((choice, usage));
        else
            _usages[at] = (choice, usage);
    }

    /// <summary>What all choices used together.</summary>
    public UsageCounts Sum()
    {
        var sum = default(UsageCounts);
        foreach (var (_, usage) in _usages)
        {
            sum.ReportedPrompt ??= usage.Prompt;
            sum.Cached ??= usage.Cached;
            sum.ReportedCacheWrite ??= usage.CacheWrite;
            sum.AudioPrompt ??= usage.AudioPrompt;
            sum.ReportedCompletion = Add(sum.ReportedCompletion, usage.Completion);
            sum.Reasoning = Add(sum.Reasoning, usage.Reasoning);
            sum.CompletionImages = Add(sum.CompletionImages, usage.CompletionImages);
        }
        return sum;
    }

    private static long? Add(long? left, long? right) => left is null ? right : left + (right ?? 0);
}

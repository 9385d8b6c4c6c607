namespace K8sRouter.Sidecar.Capture;

/// <summary>
/// Usage of providers that report it inside their choices. Each choice answers the same prompt and has a completion of its own:
/// the prompt counts once, completions add up.
/// </summary>
internal sealed class ChoiceUsages
{
    private readonly SortedDictionary<int, UsageCounts> _byChoice = [];

    /// <summary>Takes what a choice has reported so far in the place of what it reported before.</summary>
    public void Set(int choice, in UsageCounts usage) => _byChoice[choice] = usage;

    /// <summary>What all choices used together.</summary>
    public UsageCounts Sum()
    {
        var sum = _byChoice.Values.First();
        sum.ReportedCompletion = sum.Completion;
        foreach (var usage in _byChoice.Values.Skip(1))
        {
            sum.ReportedPrompt ??= usage.Prompt;
            sum.ReportedCompletion = Add(sum.ReportedCompletion, usage.Completion);
            sum.Reasoning = Add(sum.Reasoning, usage.Reasoning);
            sum.CompletionImages = Add(sum.CompletionImages, usage.CompletionImages);
        }
        // The totals of single choices hold the prompt each.
        sum.ReportedTotal = null;
        return sum;
    }

    private static long? Add(long? left, long? right) => left is null ? right : left + (right ?? 0);
}

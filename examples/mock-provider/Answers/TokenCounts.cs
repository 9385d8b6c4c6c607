namespace K8sRouter.MockProvider.Answers;

/// <summary>What the provider counted.</summary>
/// <param name="Prompt">All tokens of the prompt.</param>
/// <param name="Cached">Those of them read from the cache: a quarter.</param>
/// <param name="Completion">All produced tokens.</param>
/// <param name="Reasoning">Those of them spent on reasoning.</param>
internal sealed record TokenCounts(int Prompt, int Cached, int Completion, int Reasoning)
{
    public int Total => Prompt + Completion;
}

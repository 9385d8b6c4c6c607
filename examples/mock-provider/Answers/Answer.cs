namespace K8sRouter.MockProvider.Answers;

/// <summary>An answer in pieces, as a model produces it.</summary>
internal sealed record Answer
{
    public IReadOnlyList<string> Reasoning { get; init; } = [];

    public IReadOnlyList<string> Pieces { get; init; } = [];

    public ToolCall? Tool { get; init; }

    /// <summary>Whether the limit of tokens ended it.</summary>
    public bool Cut { get; init; }

    public required TokenCounts Tokens { get; init; }

    public string Text => string.Concat(Pieces);

    public string ReasoningText => string.Concat(Reasoning);
}

namespace K8sRouter.Core.Storage.Reading;

/// <summary>Sums over some generations.</summary>
public sealed record StatisticsLine
{
    /// <summary>What they have in common: a day, a model, a provider, an outcome; null: those beyond the most that are told
    /// apart.</summary>
    public string? Name { get; init; }

    /// <summary>Generations.</summary>
    public long Generations { get; init; }

    /// <summary>Those whose rows name content that isn't erased.</summary>
    public long WithContent { get; init; }

    /// <summary>Bytes of that content, compressed.</summary>
    public long ContentBytes { get; init; }

    /// <summary>Prompt tokens, where known.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Completion tokens, where known.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>Cost in US dollars before any discount, where known.</summary>
    public decimal TotalCost { get; init; }

    /// <summary>What is charged in US dollars, where known.</summary>
    public decimal ChargedCost { get; init; }

    /// <summary>Generations whose cost isn't known.</summary>
    public long Unpriced { get; init; }
}

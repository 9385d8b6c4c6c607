namespace K8sRouter.Core.Generations;

/// <summary>Cost in US dollars.</summary>
public sealed record GenerationCost
{
    /// <summary>Share of the prompt.</summary>
    public required decimal Prompt { get; init; }

    /// <summary>Share of the completion.</summary>
    public required decimal Completion { get; init; }

    /// <summary>All of it, before any discount.</summary>
    public required decimal Total { get; init; }

    /// <summary>What is charged: <see cref="Total"/> x (1 - discount).</summary>
    public required decimal Charged { get; init; }

    /// <summary>What reading from the provider's cache saved; null: nothing was read.</summary>
    public decimal? CacheDiscount { get; init; }
}

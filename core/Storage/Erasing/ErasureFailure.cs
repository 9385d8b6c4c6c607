namespace K8sRouter.Core.Storage.Erasing;

/// <summary>An object that couldn't be read or changed. What it holds isn't erased: mend it and erase again.</summary>
public sealed record ErasureFailure
{
    /// <summary>Name of the object.</summary>
    public required string ObjectName { get; init; }

    /// <summary>Its bucket where it isn't the store that rows are read from.</summary>
    public string? Bucket { get; init; }

    /// <summary>The store's fault; null: not the store's.</summary>
    public StoreFault? Fault { get; init; }

    /// <summary>What is wrong and what to do, without content.</summary>
    public required string Message { get; init; }

    /// <summary>Generations that are therefore not erased, or not entirely; 0: how many isn't known.</summary>
    public required long Generations { get; init; }
}

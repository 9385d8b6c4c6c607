using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage;

/// <summary>A generation in a store.</summary>
public sealed record StoredGeneration
{
    /// <summary>Its record.</summary>
    public required GenerationRecord Record { get; init; }

    /// <summary>Object that holds its content; null: none is kept.</summary>
    public string? ContentObject { get; init; }

    /// <summary>Bucket of that object; null: the one that the row is in.</summary>
    public string? ContentBucket { get; init; }

    /// <summary>Where in that object it begins.</summary>
    public long ContentOffset { get; init; }

    /// <summary>Bytes of its gzip member.</summary>
    public int ContentLength { get; init; }

    /// <summary>Whether it was erased on demand: its content is gone, and what could name a person.</summary>
    public bool Erased { get; init; }

    /// <summary>Where its row is.</summary>
    public StorePosition Position { get; init; }
}

namespace K8sRouter.Core.Storage.Reading;

/// <summary>What a store holds.</summary>
public sealed record StoreStatisticsReport
{
    /// <summary>Records' objects.</summary>
    public required long RecordsObjects { get; init; }

    /// <summary>Their bytes.</summary>
    public required long RecordsBytes { get; init; }

    /// <summary>Content objects.</summary>
    public required long ContentObjects { get; init; }

    /// <summary>Their bytes.</summary>
    public required long ContentBytes { get; init; }

    /// <summary>Rows that can't be read.</summary>
    public required long DamagedRows { get; init; }

    /// <summary>Rows that were erased on demand.</summary>
    public required long Erased { get; init; }

    /// <summary>All generations.</summary>
    public required StatisticsLine Total { get; init; }

    /// <summary>By day (UTC), oldest first.</summary>
    public required IReadOnlyList<StatisticsLine> ByDay { get; init; }

    /// <summary>By canonical model, most generations first.</summary>
    public required IReadOnlyList<StatisticsLine> ByModel { get; init; }

    /// <summary>By provider's slug, most generations first; an empty name: none served.</summary>
    public required IReadOnlyList<StatisticsLine> ByProvider { get; init; }

    /// <summary>By outcome, most generations first.</summary>
    public required IReadOnlyList<StatisticsLine> ByOutcome { get; init; }

    /// <summary>Bytes of all objects per 1,000 generations; null: there are none.</summary>
    public long? BytesPerThousand => Total.Generations == 0
        ? null
        : (RecordsBytes + ContentBytes) * 1000 / Total.Generations;

    /// <summary>Writes that filled the store: one an object.</summary>
    public long Writes => RecordsObjects + ContentObjects;

    /// <summary>Writes that it would have taken with an object for each row and each content.</summary>
    public long WritesOneObjectEach => Total.Generations + Total.WithContent;
}

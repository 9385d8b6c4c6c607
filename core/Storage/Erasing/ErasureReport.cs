namespace K8sRouter.Core.Storage.Erasing;

/// <summary>What was erased, or with a dry run what would be.</summary>
public sealed record ErasureReport
{
    /// <summary>The most failures that are listed.</summary>
    public const int MostFailures = 100;

    /// <summary>Whether nothing was written.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Generations that matched, those erased earlier included.</summary>
    public required long Generations { get; init; }

    /// <summary>Rows whose identities were removed.</summary>
    public required long RowsErased { get; init; }

    /// <summary>Rows that had been erased earlier.</summary>
    public required long AlreadyErased { get; init; }

    /// <summary>Contents that were replaced by tombstones.</summary>
    public required long ContentsErased { get; init; }

    /// <summary>Bytes of them.</summary>
    public required long ContentBytesErased { get; init; }

    /// <summary>Contents whose object is gone already: retention, or loss.</summary>
    public required long ContentsMissing { get; init; }

    /// <summary>Objects that were written anew.</summary>
    public required long ObjectsRewritten { get; init; }

    /// <summary>Rows that can't be read: what they say can't be erased by what they say.</summary>
    public required long DamagedRows { get; init; }

    /// <summary>Ids that were asked for and that the store doesn't hold.</summary>
    public required IReadOnlyList<string> NotFound { get; init; }

    /// <summary>How many objects couldn't be read or changed.</summary>
    public required long FailureCount { get; init; }

    /// <summary>The first <see cref="MostFailures"/> of them.</summary>
    public required IReadOnlyList<ErasureFailure> Failures { get; init; }

    /// <summary>Whether everything that matched is erased.</summary>
    public bool IsComplete => FailureCount == 0 && !DryRun;

    /// <summary>Whether nothing stands, or would stand, against what was asked for, as far as can be known.</summary>
    public bool IsWhole => FailureCount == 0 && DamagedRows == 0 && NotFound.Count == 0;
}

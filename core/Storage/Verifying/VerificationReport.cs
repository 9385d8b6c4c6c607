namespace K8sRouter.Core.Storage.Verifying;

/// <summary>What a verification found.</summary>
public sealed record VerificationReport
{
    /// <summary>Records' objects that were read.</summary>
    public required long RecordsObjects { get; init; }

    /// <summary>Content objects that were read.</summary>
    public required long ContentObjects { get; init; }

    /// <summary>Bytes of both.</summary>
    public required long Bytes { get; init; }

    /// <summary>Rows that are records.</summary>
    public required long Rows { get; init; }

    /// <summary>Contents that are there and are their rows'.</summary>
    public required long Contents { get; init; }

    /// <summary>Contents that were erased on demand.</summary>
    public required long ContentsErased { get; init; }

    /// <summary>Contents that are gone since their retention ended.</summary>
    public required long ContentsExpired { get; init; }

    /// <summary>Contents that are gone to keep a folder within its limit, and whose rows are still there.</summary>
    public required long ContentsSwept { get; init; }

    /// <summary>Records' objects that are gone for that, and whose content is still there.</summary>
    public required long RecordsSwept { get; init; }

    /// <summary>Problems by kind; a kind without any isn't there.</summary>
    public required IReadOnlyDictionary<StoreProblemKind, long> ProblemCounts { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<StoreProblem> Problems { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => ProblemCounts.Count == 0;
}

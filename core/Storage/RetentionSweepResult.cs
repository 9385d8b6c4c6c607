namespace K8sRouter.Core.Storage;

/// <summary>What a sweep deleted, or would have.</summary>
public sealed record RetentionSweepResult
{
    /// <summary>Objects.</summary>
    public long Objects { get; init; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Partitions, one a workspace and day, that are older than content is kept.</summary>
    public int Days { get; init; }
}

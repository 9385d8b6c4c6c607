namespace K8sRouter.Operator.Sources.Cluster.Deletions;

/// <summary>A policy or floor that isn't there, and all that is known about that.</summary>
internal sealed record MissingPolicy
{
    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Whether it is the organization floor, which binds every workspace.</summary>
    public required bool IsFloor { get; init; }

    /// <summary>UID of the one that what is in force was compiled from; null: there was none, or nothing is in force.</summary>
    public string? InForce { get; init; }

    /// <summary>How the last one went that this process knew; null: it knew none.</summary>
    public Deletion? Deletion { get; init; }

    /// <summary>The UID whose loss an administrator accepts, by annotation of the namespace; null: none.</summary>
    public string? Accepted { get; init; }
}

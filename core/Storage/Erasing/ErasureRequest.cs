namespace K8sRouter.Core.Storage.Erasing;

/// <summary>What is to be erased: exactly one of <see cref="Ids"/>, <see cref="User"/> and <see cref="Before"/>.</summary>
public sealed record ErasureRequest
{
    /// <summary>These generations; empty: it isn't by id.</summary>
    public IReadOnlyCollection<string> Ids { get; init; } = [];

    /// <summary>All generations of one <c>user</c> of the requests.</summary>
    public string? User { get; init; }

    /// <summary>All generations of earlier days (UTC, by the ids' seconds).</summary>
    public DateOnly? Before { get; init; }

    /// <summary>With <see cref="User"/>: the earliest moment; null: from the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>With <see cref="User"/>: the first moment that is too late; null: to the end.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Reads and counts, and writes nothing.</summary>
    public bool DryRun { get; init; }
}

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>What is verified.</summary>
public sealed record VerificationRequest
{
    /// <summary>The earliest hour, by the partition; null: from the beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first moment that is too late, by the partition; null: to the end.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// Days after which content may be gone: what is missing then counts as expired; null: content never expires.
    /// </summary>
    public int? RetentionDays { get; init; }

    /// <summary>The most problems that are listed; all are counted.</summary>
    public int MostProblems { get; init; } = 100;
}

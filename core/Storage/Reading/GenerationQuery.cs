namespace K8sRouter.Core.Storage.Reading;

/// <summary>Which generations are wanted. What is null isn't asked about; texts are compared exactly.</summary>
public sealed record GenerationQuery
{
    /// <summary>The most that a listing of the newest holds, since it holds them in memory.</summary>
    public const int LargestLimit = 10_000;

    /// <summary>The earliest moment, by the second of the id.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first moment that is too late, by the second of the id.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The caller's session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The request's <c>user</c>.</summary>
    public string? User { get; init; }

    /// <summary>Name of the model, as asked for, as served or canonical.</summary>
    public string? Model { get; init; }

    /// <summary>Slug or name of the provider that served.</summary>
    public string? Provider { get; init; }

    /// <summary>One of <see cref="Generations.GenerationOutcomes"/>.</summary>
    public string? Outcome { get; init; }

    /// <summary>Name of the caller's key.</summary>
    public string? ApiKeyName { get; init; }

    /// <summary>SHA-256 of the caller's key.</summary>
    public string? ApiKeyHash { get; init; }

    /// <summary>Only those whose rows name content.</summary>
    public bool WithContentOnly { get; init; }

    /// <summary>The most that a listing of the newest yields, 1 to <see cref="LargestLimit"/>. A scan has none.</summary>
    public int Limit { get; init; } = 100;
}

namespace K8sRouter.Core.Storage.GoogleCloudStorage;

/// <summary>Sizes and times of the client. The defaults suit the service; tests shorten them.</summary>
internal sealed record GcsTuning
{
    /// <summary>Bytes of an object up to which it is sent in one request; above, resumably.</summary>
    public int MultipartLimit { get; init; } = 8 << 20;

    /// <summary>
    /// Bytes of a chunk of a resumable upload, which the library holds in memory: a multiple of 256 KiB, as the service demands.
    /// </summary>
    public int ChunkBytes { get; init; } = 2 << 20;

    /// <summary>Objects that the service lists in one answer: its own most is 1,000.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>Attempts within one call.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>No attempt begins later than this after its call.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Before the second attempt; doubled before every further one.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest time between two attempts.</summary>
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(16);

    /// <summary>Longest time from an attempt's beginning to its end.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Longest time in which no byte moves.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(20);
}

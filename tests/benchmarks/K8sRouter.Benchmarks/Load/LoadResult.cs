namespace K8sRouter.Benchmarks.Load;

/// <summary>What one loop saw.</summary>
internal sealed record LoadResult
{
    public required TimeSpan Elapsed { get; init; }

    /// <summary>From the first byte out to the last byte in, one per request.</summary>
    public required IReadOnlyList<double> Microseconds { get; init; }

    /// <summary>From the upstream's write to the client's read, one per chunk, where that was asked for.</summary>
    public required IReadOnlyList<double> ChunkMicroseconds { get; init; }
}

namespace K8sRouter.Benchmarks.Measuring;

/// <summary>What one variant did with one workload in one round.</summary>
internal sealed record Block
{
    public required string Variant { get; init; }

    public required string Workload { get; init; }

    public required int Round { get; init; }

    /// <summary>Microseconds of CPU per request under load; null for direct.</summary>
    public double? CpuMicroseconds { get; init; }

    /// <summary>Requests a second under load.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>Microseconds, one request at a time.</summary>
    public double P50 { get; init; }

    /// <summary>Microseconds, one request at a time.</summary>
    public double P99 { get; init; }

    /// <summary>Megabytes at the end of the block; null for direct.</summary>
    public double? ResidentMegabytes { get; init; }

    /// <summary>Microseconds that chunks were on their way; null where that isn't measured.</summary>
    public ChunkDelays? Chunks { get; init; }

    /// <summary>Requests in the block.</summary>
    public int Requests { get; init; }
}

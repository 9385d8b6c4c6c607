namespace K8sRouter.Benchmarks.Measuring;

/// <summary>How long the chunks of streams were on their way, microseconds.</summary>
/// <param name="P50">Median.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Longest">The longest.</param>
/// <param name="HeldBack">Share of chunks that arrived only after the next one was due.</param>
internal sealed record ChunkDelays(double P50, double P99, double Longest, double HeldBack);

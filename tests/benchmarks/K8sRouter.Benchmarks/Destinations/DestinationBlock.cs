namespace K8sRouter.Benchmarks.Destinations;

/// <summary>What one variant did in one round.</summary>
/// <param name="CpuMicroseconds">User and system time of the sidecar for each request, delivering included.</param>
/// <param name="MedianMicroseconds">Of one request at a time.</param>
internal readonly record struct DestinationBlock(double CpuMicroseconds, double MedianMicroseconds);

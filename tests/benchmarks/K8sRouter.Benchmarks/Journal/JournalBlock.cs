namespace K8sRouter.Benchmarks.Journal;

/// <summary>What one variant did in one round.</summary>
/// <param name="RecordsPerSecond">Finished generations written and returned.</param>
/// <param name="ProcessorMicroseconds">User and system time of the process for each, the journal's thread included.</param>
/// <param name="AppendMicroseconds">Median time that a caller waits.</param>
/// <param name="MegabytesPerSecond">Bytes that reached the segments.</param>
internal readonly record struct JournalBlock(
    double RecordsPerSecond, double ProcessorMicroseconds, double AppendMicroseconds, double MegabytesPerSecond);

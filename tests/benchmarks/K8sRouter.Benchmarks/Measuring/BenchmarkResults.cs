namespace K8sRouter.Benchmarks.Measuring;

/// <summary>All that was measured.</summary>
internal sealed record BenchmarkResults
{
    public required Plan Plan { get; init; }

    public required int Cores { get; init; }

    public required IReadOnlyList<Block> Blocks { get; init; }

    /// <summary>Megabytes after the start, before any load; by variant.</summary>
    public required IReadOnlyDictionary<string, double> IdleMegabytes { get; init; }

    /// <summary>Milliseconds from start to ready, median; by variant.</summary>
    public required IReadOnlyDictionary<string, double> ReadyMilliseconds { get; init; }

    /// <summary>Requests, warm-up included; by variant.</summary>
    public required IReadOnlyDictionary<string, int> Requests { get; init; }

    /// <summary>Share of the machine's time that its hypervisor took meanwhile.</summary>
    public required double StolenShare { get; init; }

    /// <summary>What makes the run void.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>What a reader should know.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }
}

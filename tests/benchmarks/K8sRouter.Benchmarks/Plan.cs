namespace K8sRouter.Benchmarks;

/// <summary>How long and how often is measured.</summary>
internal sealed record Plan
{
    public required int Rounds { get; init; }

    /// <summary>Before the first round, per variant and workload.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>One request at a time: what latency is taken from.</summary>
    public required TimeSpan Sequential { get; init; }

    /// <summary>Closed loop of <see cref="Concurrency"/>: what CPU and throughput are taken from.</summary>
    public required TimeSpan Loaded { get; init; }

    public int Concurrency { get; init; } = 16;

    /// <summary>Between readiness and the reading of idle memory.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Starts of which the median is start-to-ready.</summary>
    public int Starts { get; init; } = 3;

    public static Plan Quick { get; } = new()
    {
        Rounds = 5,
        WarmUp = TimeSpan.FromSeconds(2.5),
        Sequential = TimeSpan.FromSeconds(0.5),
        Loaded = TimeSpan.FromSeconds(1.2),
    };

    public static Plan Full { get; } = new()
    {
        Rounds = 15,
        WarmUp = TimeSpan.FromSeconds(15),
        Sequential = TimeSpan.FromSeconds(3),
        Loaded = TimeSpan.FromSeconds(6),
    };
}

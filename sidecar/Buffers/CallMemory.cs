using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Buffers;

/// <summary>What all running calls together may take of the memory, by what it is for.</summary>
internal sealed record CallMemory
{
    /// <summary>Bodies of requests, as they lie in the pool's arrays. Beyond it a call is refused.</summary>
    public required MemoryBudget Requests { get; init; }

    /// <summary>Bytes of one body.</summary>
    public required int MaxRequestBytes { get; init; }

    /// <summary>Whole answers that are held back. Beyond it they pass as they come.</summary>
    public required MemoryBudget Answers { get; init; }

    /// <summary>Captured copies. Beyond it they are cut.</summary>
    public required MemoryBudget Captures { get; init; }

    public static CallMemory Of(MemoryShares shares) => new()
    {
        Requests = new(shares.RequestTotalBytes),
        MaxRequestBytes = shares.MaxRequestBytes,
        Answers = new(shares.HeldAnswerTotalBytes),
        Captures = new(shares.CaptureTotalBytes),
    };
}

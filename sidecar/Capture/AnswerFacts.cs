namespace K8sRouter.Sidecar.Capture;

/// <summary>What an answer has said of itself so far. Belongs to one attempt; mutable, single-threaded.</summary>
internal sealed class AnswerFacts
{
    public UsageCounts Usage;

    public string? UpstreamId { get; set; }

    public string? FinishReason { get; set; }

    public string? NativeFinishReason { get; set; }

    public string? ServiceTier { get; set; }

    /// <summary>Text, reasoning or a tool call has arrived.</summary>
    public bool HasContent { get; set; }

    /// <summary>The terminal event, or the whole answer, has arrived.</summary>
    public bool IsTerminal { get; set; }

    /// <summary>An error that the provider reported inside its answer; null: none.</summary>
    public UpstreamError? Error { get; set; }
}

namespace K8sRouter.Sidecar.Capture;

/// <summary>What an answer has said of itself so far. Belongs to one attempt; mutable, single-threaded.</summary>
internal sealed class AnswerFacts
{
    public UsageCounts Usage;
    private ulong _choices;
    private ulong _finishedChoices;

    public string? UpstreamId { get; set; }

    public string? FinishReason { get; set; }

    public string? NativeFinishReason { get; set; }

    public string? ServiceTier { get; set; }

    /// <summary>Text, reasoning or a tool call has arrived.</summary>
    public bool HasContent { get; set; }

    /// <summary>An event of the API's own form has arrived: no keep-alive, and nothing unknown.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Every choice that was heard of has a finish reason.</summary>
    public bool IsFinished => _finishedChoices != 0 && (_choices & ~_finishedChoices) == 0;

    /// <summary>Events that were neither of the API's form nor a known keep-alive, and passed over.</summary>
    public int SkippedEvents { get; set; }

    /// <summary>Number that the next event of a stream of the responses API has.</summary>
    public long NextSequenceNumber { get; set; }

    /// <summary>The terminal event, or the whole answer, has arrived.</summary>
    public bool IsTerminal { get; set; }

    /// <summary>An error that the provider reported inside its answer; null: none.</summary>
    public UpstreamError? Error { get; set; }

    /// <summary>Notes a choice of a stream; one that has finished stays so.</summary>
    public void NoteChoice(int index, bool isFinished)
    {
        // More choices than bits share them: they are then taken for one.
        ulong bit = 1UL << (index & 63);
        _choices |= bit;
        if (isFinished)
            _finishedChoices |= bit;
    }
}

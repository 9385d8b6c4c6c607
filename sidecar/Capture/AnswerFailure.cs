using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Capture;

/// <summary>Why an answer with a good status is none, or broke after its headers.</summary>
/// <param name="Status">The status that fits, since the real one says nothing.</param>
/// <param name="Error">What the provider said; null: nothing.</param>
/// <param name="Failure">One of <see cref="AttemptFailures"/>: what it is called before anything was sent.</param>
internal sealed record AnswerFailure(int Status, UpstreamError? Error, string Failure)
{
    /// <summary>The provider broke off, or sent what isn't of the format.</summary>
    public static AnswerFailure BrokenOff { get; } = new(502, null, AttemptFailures.InvalidResponse);

    /// <summary>The provider sent nothing for longer than allowed.</summary>
    public static AnswerFailure TimedOut { get; } = new(504, null, AttemptFailures.Timeout);

    /// <summary>One event, or an answer that must be held, is larger than allowed.</summary>
    public static AnswerFailure TooLarge { get; } = new(502, null, AttemptFailures.TooLarge);

    /// <summary>What other calls hold leaves no room for it.</summary>
    public static AnswerFailure NoMemory { get; } = new(503, null, AttemptFailures.NoMemory);

    /// <summary>What it is called after the first byte was sent.</summary>
    public string FailureInStream => Failure is AttemptFailures.TooLarge or AttemptFailures.NoMemory
        ? Failure
        : AttemptFailures.MidStream;

    /// <summary>The provider reported an error inside its answer.</summary>
    public static AnswerFailure Reported(UpstreamError error) => new(error.Status ?? 502, error, AttemptFailures.Status);
}

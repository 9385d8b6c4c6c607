namespace K8sRouter.Sidecar.Capture;

/// <summary>Why an answer broke after its headers.</summary>
/// <param name="Status">The status that fits, since the real one is already sent.</param>
/// <param name="Error">What the provider said; null: it said nothing and broke off.</param>
internal sealed record AnswerFailure(int Status, UpstreamError? Error)
{
    /// <summary>The provider broke off, or sent what isn't of the format.</summary>
    public static AnswerFailure BrokenOff { get; } = new(502, null);

    /// <summary>The provider sent nothing for longer than allowed.</summary>
    public static AnswerFailure TimedOut { get; } = new(504, null);

    /// <summary>The provider reported an error inside its answer.</summary>
    public static AnswerFailure Reported(UpstreamError error) => new(error.Status ?? 502, error);
}

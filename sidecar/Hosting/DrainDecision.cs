namespace K8sRouter.Sidecar.Hosting;

/// <summary>Whether calls are still accepted.</summary>
internal sealed record DrainDecision
{
    private DrainDecision(string reason, string sentence, TimeSpan wait) =>
        (Reason, Sentence, Wait) = (reason, sentence, wait);

    /// <summary>One of <see cref="DrainReasons"/>.</summary>
    public string Reason { get; }

    /// <summary>The same for people.</summary>
    public string Sentence { get; }

    /// <summary>When to decide again.</summary>
    public TimeSpan Wait { get; }

    public bool IsOver => Reason != DrainReasons.Waiting;

    public static DrainDecision Over(string reason, string sentence) => new(reason, sentence, TimeSpan.Zero);

    public static DrainDecision LookAgain(TimeSpan wait) => new(DrainReasons.Waiting, "calls are still accepted", wait);
}

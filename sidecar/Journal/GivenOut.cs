namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// Generations of a segment that was given up which the sink had been given by then: it still says what became of them.
/// </summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="After">How many finished generations of it come before them.</param>
/// <param name="End">How many come before what follows them.</param>
/// <param name="Reason">Why the segment was given up.</param>
internal readonly record struct GivenOut(long Segment, int After, int End, string Reason)
{
    public int Count => End - After;

    /// <summary>How many of them an acknowledgement covers.</summary>
    /// <param name="segment">Segment of what is acknowledged.</param>
    /// <param name="ordinal">Its number among the finished generations of that segment.</param>
    public int CoveredBy(long segment, int ordinal) =>
        segment > Segment ? Count : segment < Segment ? 0 : Math.Clamp(ordinal - After, 0, Count);
}

using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks.Spool;

/// <summary>A stretch of the journal of which some hours are delivered and others are made anew.</summary>
/// <param name="After">Where it begins, exclusive.</param>
/// <param name="End">Where it ends, inclusive.</param>
/// <param name="Hours">The hours of it that are done.</param>
internal sealed record SealedRange(JournalPosition After, JournalPosition End, IReadOnlyList<DateTimeOffset> Hours)
{
    public bool Holds(JournalPosition position, DateTimeOffset hour) =>
        After < position && position <= End && Hours.Contains(hour);
}

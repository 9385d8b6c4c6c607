using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Journal;

/// <summary>What was found in a journal's folder when it was opened.</summary>
/// <param name="context">Its journal.</param>
internal sealed class RecoveredFolder(JournalContext context)
{
    /// <summary>Started records without an end, oldest first.</summary>
    public List<GenerationRecord> Orphans { get; } = [];

    /// <summary>Segments kept aside for want of their key.</summary>
    public ParkedSegments Parked { get; } = new(context);

    /// <summary>Segments kept aside because nothing in them can be read.</summary>
    public Quarantine Quarantine { get; } = new(context);

    /// <summary>Number for the next segment: above all that files and cursors have ever named.</summary>
    public long NextNumber { get; set; } = 1;

    /// <summary>
    /// Files without a header, to be deleted once the orphans are closed for certain: until then they show that nothing is
    /// missing between their neighbours.
    /// </summary>
    public List<string> Unfinished { get; } = [];

    /// <summary>Number of the segment after which the next one follows; 0: none.</summary>
    public long NewestNumber { get; set; }

    /// <summary>Places of the sinks that have a cursor.</summary>
    public Dictionary<string, JournalPosition> Cursors { get; } = new(StringComparer.Ordinal);

    /// <summary>Finished generations of its segment that each of them has passed.</summary>
    public Dictionary<string, int> Passed { get; } = new(StringComparer.Ordinal);
}

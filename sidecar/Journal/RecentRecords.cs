using K8sRouter.Core.Generations;

namespace K8sRouter.Sidecar.Journal;

/// <summary>
/// The latest records as they were appended, so that readers who keep up needn't parse what this very process has just written.
/// A reader who is further behind reads rows. Records hold no content.
/// </summary>
internal sealed class RecentRecords
{
    private const int Kept = 512;

    private readonly Lock _gate = new();
    private readonly (JournalPosition Position, GenerationRecord Record)[] _records =
        new (JournalPosition, GenerationRecord)[Kept];

    /// <param name="ordinal">Which finished generation of its segment it is: neighbours never stand in each other's way.</param>
    /// <param name="position">Where it ends.</param>
    /// <param name="record">The record.</param>
    public void Add(int ordinal, JournalPosition position, GenerationRecord record)
    {
        lock (_gate)
            _records[ordinal % Kept] = (position, record);
    }

    /// <summary>The record that ends there; null: it is no longer kept, or was written by an earlier process.</summary>
    public GenerationRecord? Find(int ordinal, JournalPosition position)
    {
        lock (_gate)
        {
            var (found, record) = _records[ordinal % Kept];
            return found == position ? record : null;
        }
    }
}

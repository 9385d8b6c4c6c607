namespace K8sRouter.Core.Storage.Reading;

/// <summary>What was read so far, counted while reading. Not thread-safe: look at it between two generations.</summary>
public sealed class ReadingTally
{
    /// <summary>Objects that were opened.</summary>
    public long Objects { get; internal set; }

    /// <summary>Rows that were read.</summary>
    public long Rows { get; internal set; }

    /// <summary>Rows that can't be read, and were passed over.</summary>
    public long DamagedRows { get; internal set; }

    /// <summary>Objects that were listed and gone when they were opened.</summary>
    public long Vanished { get; internal set; }
}

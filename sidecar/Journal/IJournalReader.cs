namespace K8sRouter.Sidecar.Journal;

/// <summary>One sink's way through the journal. Not thread-safe: one pump, one reader.</summary>
internal interface IJournalReader : IDisposable
{
    /// <summary>The next finished generation, waiting for one; started ones and damage are passed over.</summary>
    ValueTask<JournalEntry> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The next finished generation if one is there; null otherwise.</summary>
    JournalEntry? TryRead();

    /// <summary>Takes back the memory of all entries that were read so far: their rows and content are gone.</summary>
    void Release();

    /// <summary>
    /// Notes that everything up to and including <paramref name="entry"/> is delivered; on disk within the sync interval, and
    /// always before the segment is deleted. What a crash forgets of it is delivered again.
    /// </summary>
    void Acknowledge(JournalEntry entry);
}

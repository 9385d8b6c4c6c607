using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>Where finished generations go. Driven by one <see cref="SinkPump"/>, never by two at a time.</summary>
internal interface ISink : IDisposable
{
    /// <summary>Name of its cursor in the journal, and label of its metrics.</summary>
    string Name { get; }

    /// <summary>When what is buffered has to be delivered: a moment passed means now; null: nothing is buffered.</summary>
    DateTimeOffset? FlushDue { get; }

    /// <summary>
    /// Takes a generation, or passes it over. Doesn't wait for anything remote. The entry's memory lasts until the next flush if
    /// that is due at once, else until this returns.
    /// </summary>
    void Add(JournalEntry entry);

    /// <summary>Delivers all that is buffered. Where it can't, everything undelivered stays buffered for the next call.</summary>
    Task<FlushResult> FlushAsync(CancellationToken cancellationToken);

    /// <summary>Forgets what is buffered and can be read from the journal again.</summary>
    void Discard();
}

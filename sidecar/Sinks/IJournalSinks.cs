using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>The journal as the keeper of sinks' cursors.</summary>
internal interface IJournalSinks
{
    /// <summary>Reads from the sink's last acknowledgement on; from now on where it is new.</summary>
    IJournalReader OpenReader(string sink);

    /// <summary>All sinks that there are: others' cursors hold nothing back any more.</summary>
    void SetSinks(IReadOnlyCollection<JournalSink> sinks);

    /// <summary>Generations that each registered sink hasn't acknowledged.</summary>
    IReadOnlyDictionary<string, long> Backlog();

    /// <summary>The keys in force, and earlier ones: what waits in a spool folder is encrypted with them.</summary>
    JournalKeyRing Keys { get; }
}

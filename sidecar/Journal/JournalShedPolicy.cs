namespace K8sRouter.Sidecar.Journal;

/// <summary>What may go undelivered when there is no room for an append.</summary>
internal enum JournalShedPolicy
{
    /// <summary>The oldest segments that sinks of the kind <see cref="SinkKind.Trace"/> alone still wait for.</summary>
    Traces,

    /// <summary>Nothing: the journal refuses appends until its sinks have caught up.</summary>
    Nothing,
}

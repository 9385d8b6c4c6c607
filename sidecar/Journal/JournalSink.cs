namespace K8sRouter.Sidecar.Journal;

/// <summary>A sink as it is registered with the journal.</summary>
/// <param name="Name">Names its cursor.</param>
/// <param name="Kind">Whether its generations may be shed.</param>
internal readonly record struct JournalSink(string Name, SinkKind Kind);

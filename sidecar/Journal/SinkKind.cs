namespace K8sRouter.Sidecar.Journal;

/// <summary>What a sink's generations are worth when the journal runs out of room.</summary>
internal enum SinkKind
{
    /// <summary>Records and logged content: kept until the sink has them.</summary>
    Log,

    /// <summary>A copy sent to a destination: given up before the journal refuses anything.</summary>
    Trace,
}

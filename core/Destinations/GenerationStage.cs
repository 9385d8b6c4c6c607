namespace K8sRouter.Core.Destinations;

/// <summary>How far a generation has come when it is decided about: what isn't known yet excludes nothing.</summary>
public enum GenerationStage
{
    /// <summary>Nothing was sent to a provider: it is known who calls, not who will serve or what will come of it.</summary>
    Started,

    /// <summary>It is over: the metadata is known. Decided before the journal is written.</summary>
    Finished,

    /// <summary>Its trace is about to be sent: the content is known too, where the destination may hold it.</summary>
    Delivered,
}

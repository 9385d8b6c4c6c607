namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>Whether a pod has the sidecar that it should have.</summary>
internal enum PodPresence
{
    /// <summary>It has one.</summary>
    Injected,

    /// <summary>It needs none: nobody asked for it, it has ended or is going, or it is of a kind that can have none.</summary>
    NotConcerned,

    /// <summary>It was asked about, and left as it was, for a reason that stands in an annotation.</summary>
    Skipped,

    /// <summary>It should have one, and has none.</summary>
    Missing,
}

namespace K8sRouter.Operator.Sidecars.Presence;

/// <summary>Whether a pod has the sidecar that it should have.</summary>
internal enum PodPresence
{
    /// <summary>It has one.</summary>
    Injected,

    /// <summary>It needs none: nobody asked for it, it has ended or is going, or a kubelet made it by itself.</summary>
    NotConcerned,

    /// <summary>Its namespace asks, and its own label says no.</summary>
    OptedOut,

    /// <summary>It can have none, being on the node's network.</summary>
    HostNetwork,

    /// <summary>It can have none, being for Windows.</summary>
    Windows,

    /// <summary>It was asked about, and left as it was, for a reason that stands in an annotation.</summary>
    Skipped,

    /// <summary>It should have one, and has none.</summary>
    Missing,
}

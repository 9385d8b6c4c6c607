namespace K8sRouter.Operator.Sidecars;

/// <summary>Reasons of events about pods, which have no conditions of ours.</summary>
internal static class PodEventReasons
{
    /// <summary>The pod should have a sidecar, and has none.</summary>
    public const string SidecarMissing = "SidecarMissing";

    /// <summary>All else in the pod has ended, and its sidecar can't be told to.</summary>
    public const string SidecarKeepsPodRunning = "SidecarKeepsPodRunning";
}

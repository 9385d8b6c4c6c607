namespace K8sRouter.Operator.Sidecars.Completion;

/// <summary>Why a pod's sidecar is told to end, or isn't.</summary>
internal static class CompletionReasons
{
    /// <summary>Told: every other container has ended, and none will be started again.</summary>
    public const string OthersEnded = "OthersEnded";

    /// <summary>Told: the pod is being deleted, and every other container has ended.</summary>
    public const string OthersEndedEarly = "OthersEndedEarly";

    /// <summary>Not told: the kubelet ends a native sidecar, and one that isn't ours is nobody's.</summary>
    public const string NotClassic = "NotClassic";

    /// <summary>Not told: the sidecar has ended.</summary>
    public const string SidecarEnded = "SidecarEnded";

    /// <summary>Not told yet: the sidecar doesn't run, or can't be reached.</summary>
    public const string SidecarNotRunning = "SidecarNotRunning";

    /// <summary>Not told: the pod's containers are always started again.</summary>
    public const string RestartsAlways = "RestartsAlways";

    /// <summary>Not told yet: another container runs, waits, or will be started again.</summary>
    public const string OthersRunning = "OthersRunning";
}

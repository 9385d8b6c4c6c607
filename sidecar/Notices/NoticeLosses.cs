namespace K8sRouter.Sidecar.Notices;

/// <summary>Why notices were dropped: labels of metrics, names on <c>/status</c>.</summary>
internal static class NoticeLosses
{
    /// <summary>As many as may wait were waiting.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>Events were switched off while they waited.</summary>
    public const string SwitchedOff = "switched_off";

    /// <summary>The process ended while they waited.</summary>
    public const string Shutdown = "shutdown";
}

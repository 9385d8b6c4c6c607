namespace K8sRouter.Sidecar.Sinks;

/// <summary>How a sink is doing.</summary>
internal enum SinkState
{
    /// <summary>It delivers, or has nothing to deliver.</summary>
    Running,

    /// <summary>The last delivery failed and is tried again.</summary>
    Retrying,

    /// <summary>
    /// Trying again is pointless until somebody mends something: it is tried again rarely, and when the configuration changes.
    /// </summary>
    Parked,

    /// <summary>It has ended.</summary>
    Stopped,

    /// <summary>This build can't send to a destination of that type.</summary>
    Unsupported,
}

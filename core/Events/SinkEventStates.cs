namespace K8sRouter.Core.Events;

/// <summary>States of a sink as events tell them.</summary>
public static class SinkEventStates
{
    /// <summary>It delivers again.</summary>
    public const string Delivering = "delivering";

    /// <summary>A delivery failed and is tried again.</summary>
    public const string Failing = "failing";

    /// <summary>Several failed in a row: the destination is asked with a single trace until it takes one.</summary>
    public const string CircuitOpen = "circuit_open";

    /// <summary>It waits until somebody mends something.</summary>
    public const string Parked = "parked";

    /// <summary>The sidecar can't send to a destination of that type.</summary>
    public const string Unsupported = "unsupported";
}

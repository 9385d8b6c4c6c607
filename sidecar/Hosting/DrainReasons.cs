namespace K8sRouter.Sidecar.Hosting;

/// <summary>Why calls are accepted after the signal to end, or no longer.</summary>
internal static class DrainReasons
{
    /// <summary>They still are.</summary>
    public const string Waiting = "waiting";

    /// <summary>Nobody asked for it: they end with the signal.</summary>
    public const string NotWanted = "not_wanted";

    /// <summary>None came or ran for long enough.</summary>
    public const string Idle = "idle";

    /// <summary>What remains of the time is for streams and sinks to end.</summary>
    public const string Limit = "limit";
}

namespace K8sRouter.Core.Events;

/// <summary>What became of a configuration that a sidecar read: values of events, labels of metrics.</summary>
public static class ConfigurationResults
{
    /// <summary>It is in force.</summary>
    public const string Accepted = "accepted";

    /// <summary>It must not be used: the last good one stays.</summary>
    public const string Refused = "refused";

    /// <summary>There is none any more: the last good one stays.</summary>
    public const string Vanished = "vanished";
}

namespace K8sRouter.Operator.Kubernetes.Events;

/// <summary>Why an event wasn't sent: labels of a metric.</summary>
internal static class EventDropReasons
{
    /// <summary>More came than could be sent.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The server couldn't be reached, or was too busy, at every try.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The server refused it.</summary>
    public const string Refused = "refused";

    /// <summary>The namespace is gone or going.</summary>
    public const string NamespaceGone = "namespace_gone";

    /// <summary>The process ended first.</summary>
    public const string Stopped = "stopped";
}

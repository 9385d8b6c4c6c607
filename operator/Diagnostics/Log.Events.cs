namespace K8sRouter.Operator.Diagnostics;

/// <summary>5300-5399: Kubernetes events.</summary>
internal static partial class Log
{
    [LoggerMessage(5300, LogLevel.Warning,
        "Events are dropped ({Reason}): {Problem}. Said once; the metric counts them, and statuses tell all that matters")]
    public static partial void EventsDropped(ILogger logger, string reason, string? problem);
}

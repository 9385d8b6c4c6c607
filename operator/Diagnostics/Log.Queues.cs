namespace K8sRouter.Operator.Diagnostics;

/// <summary>5100-5199: work queues.</summary>
internal static partial class Log
{
    [LoggerMessage(5100, LogLevel.Warning, "{Queue}: {Key} failed: {Problem}, {Place}. Retried with backoff until it works")]
    public static partial void WorkFailed(ILogger logger, string queue, string? key, string problem, string? place);

    [LoggerMessage(5101, LogLevel.Information, "{Queue}: {Key} works again after {Failures} failures")]
    public static partial void WorkRecovered(ILogger logger, string queue, string? key, int failures);

    [LoggerMessage(5102, LogLevel.Debug, "{Queue}: {Key} was written by somebody else in between; retried")]
    public static partial void WorkConflicted(ILogger logger, string queue, string? key);

    [LoggerMessage(5103, LogLevel.Error, "{Queue}: {Running} keys were still worked on when the time to stop was over")]
    public static partial void QueueAbandoned(ILogger logger, string queue, int running);
}

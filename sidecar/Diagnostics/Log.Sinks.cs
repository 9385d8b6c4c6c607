namespace K8sRouter.Sidecar.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Warning,
        "Records, and content where the policy keeps it, are written in clear to the folder {Folder}")]
    public static partial void FolderStoreIsInClear(ILogger logger, string folder);

    [LoggerMessage(2101, LogLevel.Error, "Sink {Sink} met {Fault}; it starts again from its last acknowledgement in the journal")]
    public static partial void SinkFaulted(ILogger logger, string sink, string fault);

    [LoggerMessage(
        2102, LogLevel.Warning, "Sink {Sink} can't deliver ({Code}); the journal keeps what waits, and it is tried again")]
    public static partial void SinkRetries(ILogger logger, string sink, string code);

    [LoggerMessage(2103, LogLevel.Information, "Sink {Sink} delivers again")]
    public static partial void SinkRecovered(ILogger logger, string sink);

    [LoggerMessage(2104, LogLevel.Warning, "Sink {Sink} drops generations ({Reason}); k8srouter_sink_dropped_total counts them")]
    public static partial void SinkDrops(ILogger logger, string sink, string reason);

    [LoggerMessage(2105, LogLevel.Warning, "Destination {Destination} is of type {Type}, which this version can't send to")]
    public static partial void DestinationTypeUnsupported(ILogger logger, string destination, string type);

    [LoggerMessage(2106, LogLevel.Error,
        "The object {Object} holds something else than the segment to be written under its name; "
        + "move it away: nothing is overwritten")]
    public static partial void ObjectConflict(ILogger logger, string @object);

    [LoggerMessage(2107, LogLevel.Warning, "Sink {Sink} ended before it had delivered everything; the journal keeps the rest")]
    public static partial void SinkNotDrained(ILogger logger, string sink);

    [LoggerMessage(2108, LogLevel.Information,
        "Content of {Count} sealed generations is not stored: logging was switched off before it was delivered")]
    public static partial void SealedContentRemoved(ILogger logger, int count);
}

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
        "{Place}: the object {Object} holds something else than the segment to be written under its name; it is left alone, and "
        + "the segment takes another name")]
    public static partial void ObjectConflict(ILogger logger, string place, string @object);

    [LoggerMessage(2107, LogLevel.Warning,
        "Sink {Sink} ended before it had delivered everything; the journal keeps {Count} generations for it")]
    public static partial void SinkNotDrained(ILogger logger, string sink, long count);

    [LoggerMessage(2108, LogLevel.Information,
        "{Count} sealed generations, {WithContent} of them with content, are made anew: the stores that they were sealed for, or "
        + "what decides about their content, changed before they were delivered")]
    public static partial void SealedForAnotherStore(ILogger logger, int count, int withContent);

    [LoggerMessage(2109, LogLevel.Error,
        "Sink {Sink} waits until somebody mends this ({Code}): {Remedy} The journal keeps what waits; it is tried again rarely, "
        + "and at once when the configuration changes")]
    public static partial void SinkParked(ILogger logger, string sink, string code, string remedy);

    [LoggerMessage(2110, LogLevel.Error,
        "Sink {Sink} found a sealed file damaged, {File}: the segment is thrown away and made anew from the journal")]
    public static partial void SpoolFileDamaged(ILogger logger, string sink, string file);

    [LoggerMessage(2111, LogLevel.Information,
        "{Objects} objects of content, {Bytes} bytes, were deleted from the folder {Folder}: they were older than {Days} days")]
    public static partial void FolderSwept(ILogger logger, string folder, long objects, long bytes, int days);

    [LoggerMessage(2112, LogLevel.Error,
        "Content that is older than it may be kept can't be deleted from the folder {Folder} ({Fault}); see its owner and mode. "
        + "It is tried again in an hour")]
    public static partial void FolderNotSwept(ILogger logger, string folder, string fault);

    [LoggerMessage(2116, LogLevel.Warning,
        "The folder {Folder} came to its limit of {Limit} bytes: its {Files} oldest objects, {Bytes} bytes, were deleted. Name a "
        + "bucket in the policy's store, or give the volume more, to keep them longer")]
    public static partial void FolderBounded(ILogger logger, string folder, long limit, long files, long bytes);

    [LoggerMessage(2117, LogLevel.Error,
        "The folder {Folder} can't be kept within its limit of {Limit} bytes ({Fault}); see its owner and mode. It is tried "
        + "again at the next write")]
    public static partial void FolderNotBounded(ILogger logger, string folder, long limit, string fault);

    [LoggerMessage(2118, LogLevel.Warning,
        "What was deleted to keep the folder {Folder} within its limit couldn't be noted there: `logs verify` may take it for "
        + "lost")]
    public static partial void FolderSweepNotNoted(ILogger logger, string folder);

    [LoggerMessage(2113, LogLevel.Warning,
        "Sink {Sink} failed several times in a row ({Code}); it is asked with a single trace until it takes one")]
    public static partial void SinkCircuitOpen(ILogger logger, string sink, string code);

    [LoggerMessage(2114, LogLevel.Warning,
        "Events about denials, configurations and sinks can't be sent to Redis ({Code}); up to {Capacity} wait, and "
        + "k8srouter_notices_dropped_total counts what doesn't fit")]
    public static partial void NoticesWait(ILogger logger, string code, int capacity);

    [LoggerMessage(2115, LogLevel.Information, "Events about denials, configurations and sinks are sent to Redis again")]
    public static partial void NoticesGoAgain(ILogger logger);
}

namespace K8sRouter.Sidecar.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information,
        "Journal segment {Segment} ended in the middle of a record: {Bytes} bytes cut. "
        + "This is what a crash leaves; nothing acknowledged is lost.")]
    public static partial void JournalTornTail(ILogger logger, long segment, long bytes);

    [LoggerMessage(
        2001, LogLevel.Error, "Journal segment {Segment} holds {Count} damaged records: they are lost, the others are read.")]
    public static partial void JournalRecordsDamaged(ILogger logger, long segment, long count);

    [LoggerMessage(2002, LogLevel.Error,
        "The header of journal segment {Segment} is damaged: nothing in it can be read. It is kept as '{File}'.")]
    public static partial void JournalSegmentQuarantined(ILogger logger, long segment, string file);

    [LoggerMessage(2003, LogLevel.Error,
        "Journal segment '{File}' can't be opened without {Missing}. It is kept and counts towards the journal's bound. "
        + "To have it delivered, {Remedy}.")]
    public static partial void JournalSegmentParked(ILogger logger, string file, string missing, string remedy);

    [LoggerMessage(
        2004, LogLevel.Information, "Parked journal segment {Segment} can be opened again and goes on as segment {Number}.")]
    public static partial void JournalSegmentUnparked(ILogger logger, long segment, long number);

    [LoggerMessage(2005, LogLevel.Warning,
        "{Count} files in the journal folder '{Folder}' are not the journal's, the first of them '{File}': left alone, and not "
        + "counted. Keep nothing else there.")]
    public static partial void JournalForeignFiles(ILogger logger, int count, string folder, string file);

    [LoggerMessage(2006, LogLevel.Warning,
        "The cursor of sink '{Sink}' is damaged: the sink reads everything again that the journal still holds.")]
    public static partial void JournalCursorDamaged(ILogger logger, string sink);

    [LoggerMessage(2007, LogLevel.Warning, "{Count} calls were running when the last process ended: recorded as router_crashed.")]
    public static partial void JournalOrphansClosed(ILogger logger, int count);

    [LoggerMessage(2008, LogLevel.Warning, "A started record is not readable as a generation: left out.")]
    public static partial void JournalOrphanUnreadable(ILogger logger);

    [LoggerMessage(2009, LogLevel.Error, "Journal segment {Segment} refused a write; a new one is begun.")]
    public static partial void JournalWriteFailed(ILogger logger, long segment, Exception exception);

    [LoggerMessage(2010, LogLevel.Error, "Journal segment {Segment} refused a sync; what wasn't safe in it goes to a new one.")]
    public static partial void JournalSyncFailed(ILogger logger, long segment, Exception exception);

    [LoggerMessage(2011, LogLevel.Error,
        "The journal refuses appends: {Reason}. Generations are lost until it takes them again; /status says what holds it up.")]
    public static partial void JournalRefuses(ILogger logger, string reason);

    [LoggerMessage(2012, LogLevel.Warning, "Journal cursors could not be written; tried again with the next acknowledgement.")]
    public static partial void JournalCursorsNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(2013, LogLevel.Information, "Sink '{Sink}' is gone: its journal cursor is deleted.")]
    public static partial void JournalSinkRemoved(ILogger logger, string sink);

    [LoggerMessage(2014, LogLevel.Error, "Journal segment {Segment} can't be read for sink '{Sink}': passed over.")]
    public static partial void JournalSegmentUnreadable(ILogger logger, long segment, string sink, Exception exception);

    [LoggerMessage(2015, LogLevel.Error,
        "Journal segment {Segment} is past the journal's age and was dropped: up to {Count} of its generations had not been "
        + "delivered everywhere.")]
    public static partial void JournalSegmentExpired(ILogger logger, long segment, int count);

    [LoggerMessage(2016, LogLevel.Warning, "Free disk space for the journal is short: {Low}.")]
    public static partial void JournalDiskSpace(ILogger logger, bool low);

    [LoggerMessage(2017, LogLevel.Error, "Journal maintenance failed; tried again.")]
    public static partial void JournalMaintenanceFailed(ILogger logger, Exception exception);

    [LoggerMessage(2018, LogLevel.Warning,
        "Unreadable journal segment '{File}' ({Bytes} bytes) is deleted: those kept aside took more than their share.")]
    public static partial void JournalQuarantineDeleted(ILogger logger, string file, long bytes);

    [LoggerMessage(2019, LogLevel.Error,
        "The journal is full and only sink '{Sink}' still waits for its oldest segments: they go undelivered to it, counted as "
        + "shed, until it has caught up. Mend the sink, or allow more by --journal-max-bytes.")]
    public static partial void JournalSheds(ILogger logger, string sink);

    [LoggerMessage(2020, LogLevel.Information, "Sink '{Sink}' has caught up: nothing of it is shed any more.")]
    public static partial void JournalShedOver(ILogger logger, string sink);

    [LoggerMessage(2021, LogLevel.Error,
        "The journal's disk has not taken a write for {Milliseconds} ms: answers go on without it, and what they would have "
        + "logged is lost, until it does.")]
    public static partial void JournalHangs(ILogger logger, long milliseconds);
}

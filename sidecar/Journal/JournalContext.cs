namespace K8sRouter.Sidecar.Journal;

/// <summary>What the parts of one journal share.</summary>
internal sealed record JournalContext(
    JournalOptions Options,
    IJournalFileSystem Files,
    TimeProvider Clock,
    ILogger Log,
    JournalMetrics Metrics,
    SegmentCatalog Catalog,
    SinkCursors Sinks,
    AppendSignal Appended,
    RecentRecords Recent,
    ContentPlaces Places,
    SegmentCipherFactory Ciphers)
{
    public string Folder => Options.Directory;
}

using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>A segment being written to two files of the spool folder.</summary>
internal sealed class OpenSegment : IDisposable
{
    private const int BufferBytes = 32 << 10;

    private readonly FileStream _records;
    private readonly FileStream _content;
    private readonly SegmentBuilder _builder;
    private readonly string _recordsName;
    private readonly string _contentName;
    private readonly string _workspaceId;

    public OpenSegment(string folder, string prefix, JournalEntry first, DateTimeOffset hour, string sidecar)
    {
        string segment = ObjectNames.Segment(first.Position.Segment, first.Position.Offset);
        _recordsName = ObjectNames.Records(prefix, first.Record.Workspace, hour, sidecar, segment);
        _contentName = ObjectNames.Content(prefix, first.Record.Workspace, hour, sidecar, segment);
        _workspaceId = first.Record.WorkspaceId;
        _records = Create(Path.Combine(folder, segment + ".records"));
        _content = Create(Path.Combine(folder, segment + ".content"));
        _builder = new(_records, _content, _contentName);
    }

    public long Length => _builder.Length;

    public void Append(DateTimeOffset second, JournalEntry entry) => _builder.Append(second, entry.RecordJson.Span);

    public void Append(DateTimeOffset second, JournalEntry entry, CapturedContent content) =>
        _builder.Append(second, entry.RecordJson.Span, entry.Record, content);

    /// <summary>Puts the bytes on the disk.</summary>
    public SealedSegment Seal()
    {
        var summary = _builder.Summary;
        bool hasContent = summary.ContentCount > 0;
        _records.Flush(flushToDisk: true);
        if (hasContent)
            _content.Flush(flushToDisk: true);
        return new()
        {
            RecordsFile = Path.GetFileName(_records.Name),
            RecordsName = _recordsName,
            ContentFile = hasContent ? Path.GetFileName(_content.Name) : null,
            ContentName = hasContent ? _contentName : null,
            WorkspaceId = _workspaceId,
            Summary = summary,
        };
    }

    /// <summary>Ends without keeping anything; also where the disk refuses.</summary>
    public void Abandon()
    {
        try
        {
            Dispose();
        }
        catch (IOException)
        {
            // What couldn't be written is thrown away in any case.
        }
        File.Delete(_records.Name);
        File.Delete(_content.Name);
    }

    public void Dispose()
    {
        _builder.Dispose();
        _records.Dispose();
        _content.Dispose();
    }

    private static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.Read, BufferBytes);
}

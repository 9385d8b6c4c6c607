using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Journal;

namespace K8sRouter.Sidecar.Sinks.Spool;

/// <summary>A segment being written to two encrypted files of the spool folder.</summary>
internal sealed class OpenSegment : IDisposable
{
    private readonly string _folder;
    private readonly SpoolFileWriter _records;
    private readonly SpoolFileWriter _content;
    private readonly SegmentBuilder _builder;
    private readonly SealedSegment _plan;

    /// <param name="folder">The spool folder.</param>
    /// <param name="keys">The journal's keys.</param>
    /// <param name="target">Where it will go.</param>
    /// <param name="first">The generation that it begins with, which names it.</param>
    /// <param name="hour">Hour of its generations.</param>
    /// <param name="sidecar">The sidecar that the ids name.</param>
    /// <param name="contentAttempt">Which name its content goes by.</param>
    public OpenSegment(
        string folder, JournalKeyRing keys, SegmentTarget target, JournalEntry first, DateTimeOffset hour, string sidecar,
        Func<string, int> contentAttempt)
    {
        string segment = ObjectNames.Segment(first.Position.Segment, first.Position.Offset);
        string workspace = first.Record.Workspace;
        string content = ObjectNames.Content(SegmentTarget.PrefixOf(target.Content), workspace, hour, sidecar, segment);
        _folder = folder;
        _plan = new()
        {
            RecordsFile = segment + ".records",
            RecordsName = ObjectNames.Records(SegmentTarget.PrefixOf(target.Rows), workspace, hour, sidecar, segment),
            ContentFile = segment + ".content",
            ContentName = content,
            ContentAttempt = contentAttempt(content),
            WorkspaceId = first.Record.WorkspaceId,
            Summary = new(),
            Hour = hour,
        };
        _records = new(Path.Combine(folder, _plan.RecordsFile), keys);
        try
        {
            _content = new(Path.Combine(folder, _plan.ContentFile), keys);
        }
        catch
        {
            // A disk may have room for one and not for both.
            _records.Dispose();
            File.Delete(Path.Combine(folder, _plan.RecordsFile));
            throw;
        }
        _builder = new(_records, _content, _plan.ContentObject!, target.ContentBucket);
    }

    public long Length => _builder.Length;

    public int Count => _builder.Summary.Count;

    public void Append(DateTimeOffset second, JournalEntry entry) => _builder.Append(second, entry.RecordJson.Span);

    public void Append(DateTimeOffset second, JournalEntry entry, CapturedContent content) =>
        _builder.Append(second, entry.RecordJson.Span, entry.Record, content);

    /// <summary>Puts the bytes on the disk.</summary>
    public SealedSegment Seal()
    {
        var summary = _builder.Summary;
        _records.Finish();
        if (summary.ContentCount == 0)
            return _plan with { ContentFile = null, ContentName = null, Summary = summary };
        _content.Finish();
        return _plan with { Summary = summary };
    }

    /// <summary>Ends without keeping anything; also where the disk refuses.</summary>
    public void Abandon()
    {
        Dispose();
        File.Delete(Path.Combine(_folder, _plan.RecordsFile));
        File.Delete(Path.Combine(_folder, _plan.ContentFile!));
    }

    public void Dispose()
    {
        _builder.Dispose();
        _records.Dispose();
        _content.Dispose();
    }
}

using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Diagnostics;
using K8sRouter.Sidecar.Sinks.Spool;

namespace K8sRouter.Sidecar.Sinks;

/// <summary>
/// Brings sealed segments to their stores. Something else under an object's name is left alone: the segment takes the next
/// name, so that it blocks nothing, nothing is lost and nothing is overwritten.
/// </summary>
internal sealed class SegmentUpload(SegmentSpool spool, SinkProgress progress, ILogger logger)
{
    private const int MostAttempts = 8;

    private readonly Dictionary<string, int> _contentAttempts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _contentStored = new(StringComparer.Ordinal);

    /// <summary>Which name the content goes by that would be stored under <paramref name="contentName"/>.</summary>
    public int AttemptOf(string contentName) => _contentAttempts.GetValueOrDefault(contentName, 1);

    /// <summary>A batch is done: what was noted of it is no longer needed.</summary>
    public void Forget()
    {
        _contentAttempts.Clear();
        _contentStored.Clear();
    }

    /// <summary>Segments are made anew, maybe for another store: what was stored of the old ones says nothing of them.</summary>
    public void Replayed() => _contentStored.Clear();

    /// <summary>Stores a segment: its content first, then its rows.</summary>
    /// <exception cref="IOException">A store is at fault; the call may be repeated.</exception>
    public async Task<FlushResult> DeliverAsync(
        SealedSegment segment, IObjectStore rows, IObjectStore content, CancellationToken cancellationToken)
    {
        if (!await spool.IsIntactAsync(segment, segment.RecordsFile, segment.Summary.RecordsCrc32C, cancellationToken)
            || (segment.ContentFile is { } file
                && !await spool.IsIntactAsync(segment, file, segment.Summary.ContentCrc32C, cancellationToken)))
            return ThrowAway(segment);
        if (segment.ContentFile is { } kept && !_contentStored.Contains(kept))
        {
            if (await PutAsync(
                content, segment.ContentObject!, kept, ObjectKinds.Content, segment, cancellationToken) == PutResult.Conflict)
                return ContentConflict(segment, content);
            _contentStored.Add(kept);
        }
        while (await PutAsync(
            rows, segment.RecordsObject, segment.RecordsFile, ObjectKinds.Records, segment, cancellationToken)
            == PutResult.Conflict)
        {
            if (segment.RecordsAttempt == MostAttempts)
                return Blocked(rows, segment.RecordsName);
            NoteConflict(rows, segment.RecordsObject);
            // On the disk before the upload: a crash must not choose another name for what is there.
            segment = spool.Replace(segment, segment with { RecordsAttempt = segment.RecordsAttempt + 1 });
        }
        spool.Replace(segment, segment with { Delivered = true });
        progress.Delivered(segment.Summary.Count);
        return FlushResult.Done;
    }

    private async Task<PutResult> PutAsync(
        IObjectStore store, string name, string file, string kind, SealedSegment segment, CancellationToken cancellationToken)
    {
        bool isContent = kind == ObjectKinds.Content;
        await using var bytes = spool.OpenRead(segment, file);
        var properties = new ObjectProperties
        {
            ContentType = isContent ? ObjectNames.ContentContentType : ObjectNames.RecordsContentType,
            Crc32C = isContent ? segment.Summary.ContentCrc32C : segment.Summary.RecordsCrc32C,
            Metadata = segment.Summary.ToMetadata(segment.WorkspaceId),
        };
        long length = bytes.Length;
        var result = await store.PutAsync(name, bytes, properties, ifGeneration: 0, cancellationToken);
        if (result == PutResult.Created)
            progress.Stored(kind, length);
        return result;
    }

    private FlushResult ThrowAway(SealedSegment segment)
    {
        Log.SpoolFileDamaged(logger, progress.Name, segment.RecordsFile);
        progress.SpoolDamaged();
        spool.ThrowAway([segment]);
        return FlushResult.Replay;
    }

    /// <summary>Its rows hold the name of the content: the segment is made anew with the next one.</summary>
    private FlushResult ContentConflict(SealedSegment segment, IObjectStore store)
    {
        if (segment.ContentAttempt == MostAttempts)
            return Blocked(store, segment.ContentName!);
        NoteConflict(store, segment.ContentObject!);
        _contentAttempts[segment.ContentName!] = segment.ContentAttempt + 1;
        spool.ThrowAway([segment]);
        return FlushResult.Replay;
    }

    private void NoteConflict(IObjectStore store, string name)
    {
        Log.ObjectConflict(logger, store.Place, name);
        progress.Conflicted();
    }

    private static FlushResult Blocked(IObjectStore store, string name) => FlushResult.Parked(
        SinkFaults.Conflict,
        $"{store.Place}: something else stands under {name} and under the {MostAttempts - 1} names after it; "
        + "another sidecar may write with a copy of this journal folder: move its objects away.");
}

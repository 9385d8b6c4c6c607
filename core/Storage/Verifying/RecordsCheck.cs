using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>Checks the records' objects of one hour of one workspace, in the order of their names.</summary>
internal sealed class RecordsCheck(IObjectStore store, VerificationTally tally)
{
    // Of one sidecar: another's ids are different, and its objects come before or after.
    private readonly HashSet<string> _ids = [];
    private string? _sidecar;

    /// <summary>Checks one object, and returns the contents that its rows name.</summary>
    public async Task<List<NamedContent>> RunAsync(StoredObject listed, SegmentName name, CancellationToken cancellationToken)
    {
        var contents = new List<NamedContent>();
        if (await store.StatAsync(listed.Name, cancellationToken) is not { } present
            || await store.OpenReadAsync(listed.Name, cancellationToken) is not { } stream)
            return contents;
        if (_sidecar != name.Sidecar)
            _ids.Clear();
        _sidecar = name.Sidecar;
        tally.RecordsObjects++;
        await using var rows = new RowReader(stream);
        while (await rows.ReadAsync(cancellationToken))
        {
            if (!StoredRow.TryRead(rows.Row.Span, new(listed.Name, rows.Number), out var generation))
            {
                tally.Problem(StoreProblemKind.DamagedRow, listed.Name, rows.Number, null, "The row isn't a record.");
                continue;
            }
            CheckRow(generation, name);
            if (generation is { ContentObject: { } content, Record.Id: { } id })
                contents.Add(new(
                    id, generation.ContentBucket, content, generation.ContentOffset, generation.ContentLength,
                    generation.Erased));
        }
        // Where somebody erases at this moment, these bytes are newer than that checksum.
        if ((present.Crc32C != rows.Crc || present.Length != rows.Length)
            && (await store.StatAsync(listed.Name, cancellationToken))?.Generation == present.Generation)
            tally.WrongChecksum(listed.Name);
        CheckCounts(present, rows, contents.Count);
        tally.Done(present);
        return contents;
    }

    private void CheckRow(StoredGeneration generation, SegmentName name)
    {
        tally.Rows++;
        var (record, position) = (generation.Record, generation.Position);
        _ = GenerationIds.TryParse(record.Id, out var second, out string sidecar);
        if (second < name.Hour || second >= name.Hour.AddHours(1) || sidecar != name.Sidecar
            || record.Workspace != name.Workspace)
            tally.Problem(
                StoreProblemKind.Misplaced, position.RecordsObject, position.Row, record.Id,
                "The id, or the row's workspace, belongs under another name: the generation can't be found by its id.");
        if (!_ids.Add(record.Id))
            tally.Problem(
                StoreProblemKind.Duplicate, position.RecordsObject, position.Row, record.Id, "The id has a row already.");
    }

    private void CheckCounts(StoredObject present, RowReader rows, int contents)
    {
        if (SegmentSeconds.Number(present, SegmentMetadata.Count) is not { } count)
        {
            tally.Problem(
                StoreProblemKind.MetadataMissing, present.Name, null, null,
                "The object's metadata doesn't tell how many rows it has.");
            return;
        }
        long withContent = SegmentSeconds.Number(present, SegmentMetadata.ContentCount) ?? contents;
        if (count != rows.Number + 1 || withContent != contents)
            tally.Problem(
                StoreProblemKind.WrongCount, present.Name, null, null,
                $"There are {rows.Number + 1} rows, {contents} with content; written were {count}, {withContent} with content.");
    }
}

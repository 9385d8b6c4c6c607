using System.Runtime.CompilerServices;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>
/// Erases content and identities: a content's gzip member is replaced by a tombstone of the same length, so that every other
/// place stays valid, and its row loses what can name a person. Content goes first, so that after a crash the same request
/// finds what remains. Safe beside writers and other erasers; objects are replaced only as the generation that was read.
/// </summary>
/// <param name="store">Holds the rows.</param>
/// <param name="scope">The part of it in which is erased.</param>
/// <param name="otherBuckets">
/// Gives the store of another bucket that rows name for their content; null, or its null: a failure for what lies there.
/// </param>
/// <param name="contentPlaces">
/// Where content is kept beside the store: there too, content that no row names is looked for. Null: nowhere.
/// </param>
public sealed class GenerationEraser(
    IObjectStore store, StoreScope scope, Func<string, IObjectStore?>? otherBuckets = null,
    IReadOnlyCollection<ContentPlace>? contentPlaces = null)
{
    private const int MostUnreadInARow = 10;

    private int _unread;

    /// <summary>Erases; may be run again, and then does what is left.</summary>
    /// <exception cref="ArgumentException">Not exactly one of ids, user and day, or no id of a generation.</exception>
    /// <exception cref="IOException">
    /// The store can't be listed or read at all; an object that can't be read or changed is in the report instead.
    /// </exception>
    public async Task<ErasureReport> EraseAsync(
        ErasureRequest request, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        var selection = new ErasureSelection(request);
        var tally = new ErasureTally();
        await foreach (var segment in new SelectedSegments(store, scope, selection).ListAsync(cancellationToken))
        {
            await EraseInAsync(segment.Name, selection, request.DryRun, tally, cancellationToken);
            tally.Objects++;
            tally.Bytes += segment.Length;
            progress?.Report(new(tally.Objects, tally.Rows, tally.Bytes, segment.Name));
        }
        await EraseOrphansAsync(selection, request.DryRun, tally, cancellationToken);
        return tally.ToReport(request.DryRun);
    }

    private async Task EraseOrphansAsync(
        ErasureSelection selection, bool dryRun, ErasureTally tally, CancellationToken cancellationToken)
    {
        var missing = selection.Ids.Where(id => !tally.Found.Contains(id.Id)).ToDictionary(id => id.Id);
        if (missing.Count == 0 && !selection.IsByDay)
            return;
        foreach (var (bucket, prefix) in (ContentPlace[])[new(null, scope.Prefix), .. contentPlaces ?? []])
        {
            if (HolderOf(bucket) is not { } holder)
                continue;
            var orphans = new OrphanEraser(holder, bucket, scope with { Prefix = prefix }, dryRun, tally);
            foreach (var id in missing.Values.ToArray())
            {
                if (await orphans.EraseAsync(id.Id, id.Second, id.Sidecar, cancellationToken))
                    missing.Remove(id.Id);
            }
            if (!selection.IsByDay)
                continue;
            var unpaired = new UnpairedContent(store, scope, holder, prefix);
            await foreach (var content in unpaired.FindAsync(null, selection.To, cancellationToken))
                await orphans.EraseAllAsync(content.Name, cancellationToken);
        }
        tally.NotFound.AddRange(missing.Keys);
    }

    private async Task EraseInAsync(
        string name, ErasureSelection selection, bool dryRun, ErasureTally tally, CancellationToken cancellationToken)
    {
        var targets = await ReadAsync(name, selection, tally, cancellationToken);
        if (targets.Count == 0)
            return;
        var failed = await new ContentEraser(store, otherBuckets, dryRun, tally).EraseAsync(targets, cancellationToken);
        var ids = targets.Where(target => !target.RowErased && !failed.Contains(target.Id))
            .Select(target => target.Id).ToHashSet();
        if (dryRun)
        {
            tally.RowsErased += ids.Count;
            tally.ObjectsRewritten += ids.Count > 0 ? 1 : 0;
        }
        else if (ids.Count > 0)
        {
            await EraseRowsAsync(name, ids, tally, cancellationToken);
        }
    }

    private async Task EraseRowsAsync(string name, HashSet<string> ids, ErasureTally tally, CancellationToken cancellationToken)
    {
        try
        {
            await new RowEraser(store, tally).EraseAsync(name, ids, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            tally.Failed(ErasureFailures.Of(fault, name, null, ids.Count));
        }
    }

    private async Task<List<ErasureTarget>> ReadAsync(
        string name, ErasureSelection selection, ErasureTally tally, CancellationToken cancellationToken)
    {
        try
        {
            var targets = await TargetsAsync(name, selection, tally, cancellationToken);
            _unread = 0;
            return targets;
        }
        // One object that can't be read keeps none behind it from being erased; a store that is gone is given up.
        catch (IOException fault) when (++_unread < MostUnreadInARow)
        {
            tally.Failed(ErasureFailures.Unread(fault, name));
            return [];
        }
    }

    private async Task<List<ErasureTarget>> TargetsAsync(
        string name, ErasureSelection selection, ErasureTally tally, CancellationToken cancellationToken)
    {
        var targets = new List<ErasureTarget>();
        if (await store.OpenReadAsync(name, cancellationToken) is not { } stream)
            return targets;
        await using var rows = new RowReader(stream);
        while (await rows.ReadAsync(cancellationToken))
        {
            tally.Rows++;
            if (!StoredRow.TryRead(rows.Row.Span, new(name, rows.Number), out var generation))
            {
                tally.DamagedRows++;
                continue;
            }
            if (!selection.Matches(scope, generation))
                continue;
            tally.Generations++;
            tally.AlreadyErased += generation.Erased ? 1 : 0;
            if (selection.Ids.Count > 0)
                tally.Found.Add(generation.Record.Id);
            if (!generation.Erased || (selection.Ids.Count > 0 && await IsBackAsync(generation, cancellationToken)))
                targets.Add(ErasureTarget.Of(generation));
        }
        return targets;
    }

    /// <summary>Whether the content of an erased generation is there again: somebody restored its object.</summary>
    private async Task<bool> IsBackAsync(StoredGeneration generation, CancellationToken cancellationToken)
    {
        if (generation.ContentObject is not { } name || HolderOf(generation.ContentBucket) is not { } holder
            || generation.ContentOffset < 0 || generation.ContentLength < ContentTombstone.HeadLength)
            return false;
        try
        {
            return await holder.GetRangeAsync(
                name, generation.ContentOffset, ContentTombstone.HeadLength, cancellationToken) is { } head
                && !ContentTombstone.IsHead(head);
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    private IObjectStore? HolderOf(string? bucket) => bucket is null ? store : otherBuckets?.Invoke(bucket);
}

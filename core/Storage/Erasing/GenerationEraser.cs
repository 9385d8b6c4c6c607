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
public sealed class GenerationEraser(IObjectStore store, StoreScope scope, Func<string, IObjectStore?>? otherBuckets = null)
{
    /// <summary>Erases; may be run again, and then does what is left.</summary>
    /// <exception cref="ArgumentException">Not exactly one of id, user and day, or no id of a generation.</exception>
    /// <exception cref="IOException">
    /// The store can't be listed or read at all; an object that can't be changed is in the report instead.
    /// </exception>
    public async Task<ErasureReport> EraseAsync(
        ErasureRequest request, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        var selection = new ErasureSelection(request);
        var tally = new ErasureTally();
        await foreach (var segment in SegmentsAsync(selection, cancellationToken))
        {
            await EraseInAsync(segment.Name, selection, request.DryRun, tally, cancellationToken);
            tally.Objects++;
            tally.Bytes += segment.Length;
            progress?.Report(new(tally.Objects, tally.Rows, tally.Bytes, segment.Name));
        }
        if (request.Id is { } id && tally.Generations == 0)
            await new OrphanEraser(store, scope, request.DryRun, tally).EraseAsync(
                id, selection.Second!.Value, selection.Sidecar!, cancellationToken);
        return tally.ToReport(request.DryRun);
    }

    private async IAsyncEnumerable<StoredObject> SegmentsAsync(
        ErasureSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (selection.Second is not { } second)
        {
            var walk = new SegmentWalk(store, scope);
            await foreach (var segment in walk.SegmentsAsync(selection.From, selection.To, cancellationToken))
                yield return segment;
            yield break;
        }
        var partitions = new StorePartitions(store, scope, ObjectNames.RecordsKind);
        foreach (string workspace in await partitions.WorkspacesAsync(cancellationToken))
        {
            string names = ObjectNames.RecordsPrefix(scope.Prefix, workspace, second, selection.Sidecar!);
            await foreach (var segment in store.ListAsync(names, cancellationToken))
            {
                if (SegmentSeconds.Of(segment, second).Holds(second.ToUnixTimeSeconds()))
                    yield return segment;
            }
        }
    }

    private async Task EraseInAsync(
        string name, ErasureSelection selection, bool dryRun, ErasureTally tally, CancellationToken cancellationToken)
    {
        var targets = await TargetsAsync(name, selection, tally, cancellationToken);
        if (targets.Count == 0)
            return;
        var failed = await new ContentEraser(store, otherBuckets, dryRun, tally).EraseAsync(targets, cancellationToken);
        var ids = targets.Select(target => target.Id).Where(id => !failed.Contains(id)).ToHashSet();
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
            if (generation.Erased)
                tally.AlreadyErased++;
            else
                targets.Add(ErasureTarget.Of(generation));
        }
        return targets;
    }
}

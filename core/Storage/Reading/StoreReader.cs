using System.Runtime.CompilerServices;
using System.Text;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Storage.Reading;

/// <summary>
/// Reads generations out of a store without a database and with bounded memory: an id names its hour and its sidecar, and so the
/// few segments; everything else walks the partitions. Rows that can't be read are counted and passed over.
/// </summary>
/// <param name="store">Holds the rows.</param>
/// <param name="scope">The part of it that is read.</param>
/// <param name="otherBuckets">
/// Gives the store of another bucket that rows name for their content; null, or its null: content there is out of reach.
/// </param>
public sealed class StoreReader(IObjectStore store, StoreScope scope, Func<string, IObjectStore?>? otherBuckets = null)
{
    private readonly StorePartitions _partitions = new(store, scope, ObjectNames.RecordsKind);

    /// <summary>The generation; null: the store doesn't hold it (yet), or it isn't an id.</summary>
    /// <exception cref="IOException">The store is at fault.</exception>
    public async Task<StoredGeneration?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!GenerationIds.TryParse(id, out var second, out string sidecar))
            return null;
        var utf8 = Encoding.ASCII.GetBytes(id);
        foreach (string workspace in await _partitions.WorkspacesAsync(cancellationToken))
        {
            string names = ObjectNames.RecordsPrefix(scope.Prefix, workspace, second, sidecar);
            await foreach (var segment in store.ListAsync(names, cancellationToken))
            {
                if (SegmentSeconds.Of(segment, second).Holds(second.ToUnixTimeSeconds())
                    && await FindInAsync(segment.Name, id, utf8, cancellationToken) is { } found)
                    return found;
            }
        }
        return null;
    }

    /// <summary>
    /// The newest generations that match, newest first. Hours are walked backwards, and no older one is opened than needed.
    /// </summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="tally">Counts what is read; null: nobody asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit isn't 1 to <see cref="GenerationQuery.LargestLimit"/>.</exception>
    /// <exception cref="IOException">The store is at fault.</exception>
    public IAsyncEnumerable<StoredGeneration> NewestAsync(
        GenerationQuery query, ReadingTally? tally, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, GenerationQuery.LargestLimit);
        return NewestAsync(query, tally ?? new(), cancellationToken);

        async IAsyncEnumerable<StoredGeneration> NewestAsync(
            GenerationQuery query, ReadingTally tally, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            int remaining = query.Limit;
            await foreach (var (hour, workspaces) in _partitions.HoursAsync(query.From, query.To, true, cancellationToken))
            {
                foreach (var generation in await NewestOfAsync(hour, workspaces, query, remaining, tally, cancellationToken))
                {
                    remaining--;
                    yield return generation;
                }
                if (remaining == 0)
                    yield break;
            }
        }
    }

    /// <summary>
    /// All generations that match in the order of storage: by hour, workspace, object and row. Memory doesn't grow with their
    /// number. Each says where it stands (<see cref="StoredGeneration.Position"/>).
    /// </summary>
    /// <param name="query">What is wanted; its limit doesn't count.</param>
    /// <param name="after">Goes on behind this row; null: from the beginning.</param>
    /// <param name="tally">Counts what is read; null: nobody asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException"><paramref name="after"/> names no records' object of this scope.</exception>
    /// <exception cref="IOException">The store is at fault.</exception>
    public IAsyncEnumerable<StoredGeneration> ScanAsync(
        GenerationQuery query, StorePosition? after, ReadingTally? tally, CancellationToken cancellationToken)
    {
        var walk = new SegmentWalk(store, scope, after: after);
        return ScanAsync(cancellationToken);

        async IAsyncEnumerable<StoredGeneration> ScanAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var segment in walk.SegmentsAsync(query.From, query.To, cancellationToken))
            {
                await foreach (var generation in RowsAsync(segment.Name, query, tally ?? new(), cancellationToken))
                {
                    if (generation.Position.Row > walk.RowsDoneOf(segment.Name))
                        yield return generation;
                }
            }
        }
    }

    /// <summary>The content of a generation that this reader found: one range of one object is read.</summary>
    /// <exception cref="IOException">The store is at fault.</exception>
    public async Task<StoredContent> ReadContentAsync(StoredGeneration generation, CancellationToken cancellationToken)
    {
        if (generation.ContentObject is not { } name)
            return Without(StoredContentKind.NotStored);
        if (generation.Erased)
            return Without(StoredContentKind.Erased);
        var holder = generation.ContentBucket is { } bucket ? otherBuckets?.Invoke(bucket) : store;
        if (holder is null)
            return Without(StoredContentKind.OutOfReach);
        if (generation.ContentOffset < 0 || generation.ContentLength <= 0)
            return Without(StoredContentKind.Damaged);
        byte[]? member;
        try
        {
            member = await holder.GetRangeAsync(name, generation.ContentOffset, generation.ContentLength, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            return Without(StoredContentKind.Damaged);
        }
        if (member is null)
            return Without(StoredContentKind.Missing);
        if (ContentTombstone.IsHead(member))
            return Without(StoredContentKind.Erased);
        var document = GzipMember.Decompress(member, 0, member.Length);
        return document is null || ContentDocument.IdOf(document) != generation.Record.Id
            ? Without(StoredContentKind.Damaged)
            : new()
            {
                Kind = StoredContentKind.Present,
                Document = document.AsMemory().TrimEnd("\n"u8.ToArray()),
                Truncated = generation.Record.ContentTruncated,
            };
    }

    private static StoredContent Without(StoredContentKind kind) => new() { Kind = kind };

    private async Task<StoredGeneration?> FindInAsync(string name, string id, byte[] utf8, CancellationToken cancellationToken)
    {
        if (await store.OpenReadAsync(name, cancellationToken) is not { } stream)
            return null;
        await using var rows = new RowReader(stream);
        while (await rows.ReadAsync(cancellationToken))
        {
            // Most rows are passed over without being parsed.
            if (rows.Row.Span.IndexOf(utf8) >= 0 && StoredRow.TryRead(rows.Row.Span, new(name, rows.Number), out var found)
                && found.Record.Id == id && (scope.WorkspaceId is null || found.Record.WorkspaceId == scope.WorkspaceId))
                return found;
        }
        return null;
    }

    private async Task<IEnumerable<StoredGeneration>> NewestOfAsync(
        DateTimeOffset hour, IReadOnlyCollection<string> workspaces, GenerationQuery query, int limit, ReadingTally tally,
        CancellationToken cancellationToken)
    {
        var newest = new NewestRows(limit);
        var segments = new NewestSegments(store, scope);
        await foreach (var (name, lastSecond) in segments.OfAsync(hour, workspaces, query, cancellationToken))
        {
            if (newest.IsBeyond(lastSecond))
                break;
            await foreach (var generation in RowsAsync(name, query, tally, cancellationToken))
                newest.Offer(generation);
        }
        return newest.Take();
    }

    internal async IAsyncEnumerable<StoredGeneration> RowsAsync(
        string name, GenerationQuery query, ReadingTally tally, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await store.OpenReadAsync(name, cancellationToken) is not { } stream)
        {
            tally.Vanished++;
            yield break;
        }
        tally.Objects++;
        await using var rows = new RowReader(stream);
        while (await rows.ReadAsync(cancellationToken))
        {
            tally.Rows++;
            if (!StoredRow.TryRead(rows.Row.Span, new(name, rows.Number), out var generation))
                tally.DamagedRows++;
            else if (QueryMatch.Matches(scope, query, generation))
                yield return generation;
        }
    }
}

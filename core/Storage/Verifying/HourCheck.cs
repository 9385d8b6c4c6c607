using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>
/// Checks one hour of one workspace: records and content are listed side by side, so that each finds its other half without
/// either listing being held.
/// </summary>
/// <param name="store">Holds the rows.</param>
/// <param name="scope">The part of it that is verified.</param>
/// <param name="otherBuckets">Gives the store of another bucket that rows name for their content.</param>
/// <param name="namedElsewhere">
/// Takes the content that was stored under another name than its records, since something stood there: seldom.
/// </param>
/// <param name="swept">Knows what was deleted on purpose.</param>
/// <param name="tally">Takes what is found.</param>
internal sealed class HourCheck(
    IObjectStore store, StoreScope scope, Func<string, IObjectStore?>? otherBuckets,
    HashSet<(string? Bucket, string Name)> namedElsewhere, SweptObjects swept, VerificationTally tally)
{
    private readonly RecordsCheck _records = new(store, tally);

    // Rows of later objects may yet name something in these.
    private readonly List<string> _unnamed = [];
    private readonly List<StoredObject> _unpaired = [];

    public async Task RunAsync(string workspace, DateTimeOffset hour, bool expired, CancellationToken cancellationToken)
    {
        await using var records = List(ObjectNames.RecordsKind);
        await using var contents = List(ObjectNames.ContentKind);
        await records.MoveNextAsync();
        await contents.MoveNextAsync();
        while (records.Current is not null || contents.Current is not null)
        {
            int order = SegmentListing.Compare(records.Name, contents.Name);
            if (order > 0)
            {
                _unpaired.Add(contents.Current!);
                await contents.MoveNextAsync();
                continue;
            }
            await SegmentAsync(
                records.Current!, records.Name!, order == 0 ? contents.Current!.Name : null, expired, cancellationToken);
            if (order == 0)
                await contents.MoveNextAsync();
            await records.MoveNextAsync();
        }
        foreach (string name in _unnamed.Where(name => !namedElsewhere.Contains((null, name))))
            await ContentsAsync(null, name, [], expired, cancellationToken);
        var orphans = new OrphanCheck(store, scope.Prefix, store, swept, tally);
        foreach (var content in _unpaired.Where(
            content => scope.Holds(content) && !namedElsewhere.Contains((null, content.Name))))
            await orphans.RunAsync(content, cancellationToken);

        SegmentListing List(string kind) => new(
            store, scope.Prefix, ObjectNames.HourFolder(scope.Prefix, kind, workspace, hour), Foreign, cancellationToken);

        void Foreign(StoredObject found) => tally.Problem(
            StoreProblemKind.ForeignObject, found.Name, null, null, "The name isn't a segment's: nothing here reads it.");
    }

    private async Task SegmentAsync(
        StoredObject segment, SegmentName name, string? contentName, bool expired, CancellationToken cancellationToken)
    {
        if (!scope.Holds(segment))
            return;
        if (await GuardedAsync(segment.Name, () => _records.RunAsync(segment, name, cancellationToken)) is not { } named)
            return;
        string usual = ObjectNames.ContentTail(scope.Prefix, segment.Name);
        foreach (var contents in named.GroupBy(content => (content.Bucket, content.ContentObject)))
        {
            var (bucket, content) = contents.Key;
            if (bucket is null && content == contentName)
                contentName = null;
            if (!content.EndsWith(usual, StringComparison.Ordinal))
                namedElsewhere.Add((bucket, content));
            await ContentsAsync(bucket, content, [.. contents], expired, cancellationToken);
        }
        if (contentName is not null)
            _unnamed.Add(contentName);
    }

    private async Task ContentsAsync(
        string? bucket, string name, IReadOnlyList<NamedContent> contents, bool expired, CancellationToken cancellationToken)
    {
        var holder = bucket is null ? store : otherBuckets?.Invoke(bucket);
        if (holder is null)
        {
            foreach (var content in contents)
                tally.Problem(
                    StoreProblemKind.ContentOutOfReach, name, content.Offset, content.Id,
                    $"The content lies in the bucket {bucket}, which isn't at hand.");
            return;
        }
        await GuardedAsync(name, async () =>
        {
            await new ContentCheck(holder, swept, tally).RunAsync(name, contents, expired, cancellationToken);
            return name;
        });
    }

    private async Task<T?> GuardedAsync<T>(string name, Func<Task<T>> check)
        where T : class
    {
        try
        {
            return await check();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            tally.Unreadable(name, fault);
            return null;
        }
    }
}

using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Verifying;

/// <summary>
/// Checks one hour of one workspace: records and content are listed side by side, so that each finds its other half without
/// either listing being held.
/// </summary>
internal sealed class HourCheck(
    IObjectStore store, StoreScope scope, Func<string, IObjectStore?>? otherBuckets, VerificationTally tally)
{
    private readonly RecordsCheck _records = new(store, tally);

    // Seldom: content was stored under another name than its records, since something stood there.
    private readonly HashSet<string> _namedElsewhere = [];
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
        foreach (string name in _unnamed.Where(name => !_namedElsewhere.Contains(name)))
            await ContentsAsync(null, name, [], expired, cancellationToken);
        foreach (var content in _unpaired.Where(content => !_namedElsewhere.Contains(content.Name)))
            await OrphanAsync(content, expired, cancellationToken);

        SegmentListing List(string kind) => new(
            store, scope.Prefix, ObjectNames.HourFolder(scope.Prefix, kind, workspace, hour), tally, cancellationToken);
    }

    private async Task SegmentAsync(
        StoredObject segment, SegmentName name, string? contentName, bool expired, CancellationToken cancellationToken)
    {
        if (!IsInScope(segment))
            return;
        if (await GuardedAsync(segment.Name, () => _records.RunAsync(segment, name, cancellationToken)) is not { } named)
            return;
        foreach (var contents in named.GroupBy(content => (content.Bucket, content.ContentObject)))
        {
            var (bucket, content) = contents.Key;
            if (bucket is null && content == contentName)
                contentName = null;
            else if (bucket is null)
                _namedElsewhere.Add(content);
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
            await new ContentCheck(holder, tally).RunAsync(name, contents, expired, cancellationToken);
            return name;
        });
    }

    private async Task OrphanAsync(StoredObject content, bool expired, CancellationToken cancellationToken)
    {
        if (!IsInScope(content))
            return;
        tally.Problem(
            StoreProblemKind.RecordsMissing, content.Name, null, null,
            "The records of this content aren't there: they were lost, or their sidecar hasn't delivered them yet.");
        await ContentsAsync(null, content.Name, [], expired, cancellationToken);
    }

    private bool IsInScope(StoredObject segment) => scope.WorkspaceId is not { } wanted
        || !segment.Metadata.TryGetValue(SegmentMetadata.WorkspaceId, out string? workspaceId) || workspaceId == wanted;

    private async Task<T?> GuardedAsync<T>(string name, Func<Task<T>> check)
        where T : class
    {
        try
        {
            return await check();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            tally.Problem(StoreProblemKind.Unreadable, name, null, null, fault.Message);
            return null;
        }
    }
}

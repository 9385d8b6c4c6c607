namespace K8sRouter.Core.Storage.Erasing;

/// <summary>Replaces contents by tombstones, an object at a time.</summary>
internal sealed class ContentEraser(
    IObjectStore store, Func<string, IObjectStore?>? otherBuckets, bool dryRun, ErasureTally tally)
{
    /// <summary>Erases the contents of some rows; those generations are returned whose contents couldn't be.</summary>
    public async Task<HashSet<string>> EraseAsync(IEnumerable<ErasureTarget> targets, CancellationToken cancellationToken)
    {
        var failed = new HashSet<string>();
        var objects = targets.Where(target => target.ContentObject is not null)
            .GroupBy(target => (target.Bucket, Name: target.ContentObject!));
        foreach (var contents in objects)
        {
            var (bucket, name) = contents.Key;
            try
            {
                failed.UnionWith(await EraseAsync(bucket, name, [.. contents], cancellationToken));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                tally.Failed(ErasureFailures.Of(fault, name, bucket, contents.Count()));
                failed.UnionWith(contents.Select(target => target.Id));
            }
        }
        return failed;
    }

    private async Task<IEnumerable<string>> EraseAsync(
        string? bucket, string name, IReadOnlyCollection<ErasureTarget> targets, CancellationToken cancellationToken)
    {
        var all = targets.Select(target => target.Id);
        var holder = bucket is null ? store : otherBuckets?.Invoke(bucket);
        if (holder is null)
        {
            tally.Failed(ErasureFailures.OutOfReach(name, bucket!, targets.Count));
            return all;
        }
        if (dryRun)
        {
            Count(await holder.StatAsync(name, cancellationToken) is not null, targets);
            return [];
        }
        var patch = new ContentPatch(targets);
        var result = await ObjectRewriter.RewriteAsync(
            holder, name, copy => patch.ApplyAsync(copy, cancellationToken), cancellationToken);
        switch (result)
        {
            case RewriteResult.Missing:
                tally.ContentsMissing += targets.Count;
                return [];
            case RewriteResult.Contended or RewriteResult.WrongChecksum:
                tally.Failed(ErasureFailures.Of(result, name, bucket, targets.Count));
                return all;
            case RewriteResult.Rewritten:
                tally.ObjectsRewritten++;
                tally.ContentsErased += patch.Erased;
                tally.ContentBytesErased += patch.Bytes;
                break;
        }
        if (patch.Refused.Count > 0)
            tally.Failed(ErasureFailures.NotItsContent(name, bucket, patch.Refused.Count));
        return patch.Refused;
    }

    private void Count(bool present, IReadOnlyCollection<ErasureTarget> targets)
    {
        if (!present)
        {
            tally.ContentsMissing += targets.Count;
            return;
        }
        tally.ObjectsRewritten++;
        tally.ContentsErased += targets.Count;
        tally.ContentBytesErased += targets.Sum(target => (long)target.Length);
    }
}

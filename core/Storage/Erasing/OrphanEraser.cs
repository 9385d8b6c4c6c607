using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>Erases content that no row names: its sidecar was lost between the two, or hasn't delivered the rows yet.</summary>
/// <param name="holder">Holds the content.</param>
/// <param name="bucket">As failures name it; null: that of the rows.</param>
/// <param name="scope">The part of the holder.</param>
/// <param name="dryRun">Counts only.</param>
/// <param name="tally">Takes what is done.</param>
internal sealed class OrphanEraser(IObjectStore holder, string? bucket, StoreScope scope, bool dryRun, ErasureTally tally)
{
    /// <summary>Erases one generation's content; false: it isn't there.</summary>
    public async Task<bool> EraseAsync(string id, DateTimeOffset second, string sidecar, CancellationToken cancellationToken)
    {
        bool found = false;
        foreach (string workspace in await new StorePartitions(holder, scope, ObjectNames.ContentKind).WorkspacesAsync(
            cancellationToken))
        {
            string names = ObjectNames.ContentPrefix(scope.Prefix, workspace, second, sidecar);
            await foreach (var content in holder.ListAsync(names, cancellationToken))
            {
                if (SegmentSeconds.Of(content, second).Holds(second.ToUnixTimeSeconds()) && scope.Holds(content))
                    found |= await EraseInAsync(content.Name, id, cancellationToken);
            }
        }
        return found;
    }

    /// <summary>Erases all content of an object.</summary>
    public Task EraseAllAsync(string name, CancellationToken cancellationToken) => EraseInAsync(name, null, cancellationToken);

    private async Task<bool> EraseInAsync(string name, string? id, CancellationToken cancellationToken)
    {
        try
        {
            var found = new OrphanSearch();
            var result = await ObjectRewriter.RewriteAsync(
                holder, name,
                async copy =>
                {
                    if (copy is not MemoryStream memory)
                        throw new IOException($"{name} is too large to be searched for content that no row names.");
                    found = OrphanSearch.In(memory.ToArray(), id);
                    return found.Targets.Count > 0 && !dryRun
                        ? await new ContentPatch(found.Targets).ApplyAsync(copy, cancellationToken)
                        : null;
                },
                cancellationToken);
            Count(name, result, found);
            return found.Targets.Count + found.ErasedBefore > 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            tally.Failed(ErasureFailures.Of(fault, name, bucket, 0));
            return false;
        }
    }

    private void Count(string name, RewriteResult result, OrphanSearch found)
    {
        if (!found.IsWhole)
            tally.Failed(ErasureFailures.Unsearched(name, bucket));
        tally.Generations += found.Targets.Count + found.ErasedBefore;
        tally.AlreadyErased += found.ErasedBefore;
        if (result is RewriteResult.Contended or RewriteResult.WrongChecksum)
        {
            tally.Failed(ErasureFailures.Of(result, name, bucket, found.Targets.Count));
            return;
        }
        tally.ContentsErased += found.Targets.Count;
        tally.ObjectsRewritten += found.Targets.Count > 0 ? 1 : 0;
        tally.ContentBytesErased += found.Targets.Sum(target => (long)target.Length);
    }
}

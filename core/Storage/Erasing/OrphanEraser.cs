using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>Erases a content that no row names: its sidecar was lost between the two, or hasn't delivered the row yet.</summary>
internal sealed class OrphanEraser(IObjectStore store, StoreScope scope, bool dryRun, ErasureTally tally)
{
    public async Task EraseAsync(string id, DateTimeOffset second, string sidecar, CancellationToken cancellationToken)
    {
        var workspaces = await new StorePartitions(store, scope, ObjectNames.ContentKind).WorkspacesAsync(cancellationToken);
        foreach (string workspace in workspaces)
        {
            string names = ObjectNames.ContentPrefix(scope.Prefix, workspace, second, sidecar);
            await foreach (var content in store.ListAsync(names, cancellationToken))
            {
                if (SegmentSeconds.Of(content, second).Holds(second.ToUnixTimeSeconds()) && IsInScope(content))
                    await EraseInAsync(content, id, cancellationToken);
            }
        }
    }

    private bool IsInScope(StoredObject content) => scope.WorkspaceId is not { } wanted
        || !content.Metadata.TryGetValue(SegmentMetadata.WorkspaceId, out string? workspaceId) || workspaceId == wanted;

    private async Task EraseInAsync(StoredObject content, string id, CancellationToken cancellationToken)
    {
        try
        {
            ErasureTarget? found = null;
            var result = await ObjectRewriter.RewriteAsync(
                store, content.Name,
                async copy =>
                {
                    if (copy is not MemoryStream memory)
                        throw new IOException($"{content.Name} is too large to be searched for a content that no row names.");
                    found = Find(memory.ToArray(), id);
                    return found is { } target && !dryRun
                        ? await new ContentPatch([target]).ApplyAsync(copy, cancellationToken)
                        : null;
                },
                cancellationToken);
            if (found is not { } erased)
                return;
            if (result is RewriteResult.Contended or RewriteResult.WrongChecksum)
            {
                tally.Failed(ErasureFailures.Of(result, content.Name, null, 1));
                return;
            }
            tally.Generations++;
            tally.ContentsErased++;
            tally.ObjectsRewritten++;
            tally.ContentBytesErased += erased.Length;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            tally.Failed(ErasureFailures.Of(fault, content.Name, null, 1));
        }
    }

    private static ErasureTarget? Find(byte[] content, string id)
    {
        for (int at = 0; at < content.Length;)
        {
            int length = GzipMember.LengthAt(content, at);
            if (length == 0)
                return null;
            if (!ContentTombstone.IsHead(content.AsSpan(at, length))
                && ContentDocument.IdOf(GzipMember.Decompress(content, at, length)) == id)
                return new(id, null, null, at, length);
            at += length;
        }
        return null;
    }
}

using System.Runtime.CompilerServices;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>The records' objects that can hold what a request selects, each once.</summary>
internal sealed class SelectedSegments(IObjectStore store, StoreScope scope, ErasureSelection selection)
{
    public IAsyncEnumerable<StoredObject> ListAsync(CancellationToken cancellationToken) => selection.Ids.Count > 0
        ? OfIdsAsync(cancellationToken)
        : new SegmentWalk(store, scope).SegmentsAsync(selection.From, selection.To, cancellationToken);

    private async IAsyncEnumerable<StoredObject> OfIdsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var workspaces = await new StorePartitions(store, scope, ObjectNames.RecordsKind).WorkspacesAsync(cancellationToken);
        foreach (string workspace in workspaces)
        {
            var prefixes = selection.Ids.GroupBy(
                id => ObjectNames.RecordsPrefix(scope.Prefix, workspace, id.Second, id.Sidecar));
            foreach (var ids in prefixes)
            {
                await foreach (var segment in store.ListAsync(ids.Key, cancellationToken))
                {
                    var seconds = SegmentSeconds.Of(segment, ids.First().Second);
                    if (ids.Any(id => seconds.Holds(id.Second.ToUnixTimeSeconds())))
                        yield return segment;
                }
            }
        }
    }
}

using System.Runtime.CompilerServices;

namespace K8sRouter.Core.Storage.Reading;

/// <summary>
/// Finds content objects beside which no records stand under the same name; rows under another may still name what is in them.
/// </summary>
/// <param name="rows">Holds the rows.</param>
/// <param name="scope">The part of it.</param>
/// <param name="contents">Holds the content.</param>
/// <param name="prefix">Prefix of every name there.</param>
internal sealed class UnpairedContent(IObjectStore rows, StoreScope scope, IObjectStore contents, string prefix)
{
    public async IAsyncEnumerable<StoredObject> FindAsync(
        DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var partitions = new StorePartitions(contents, scope with { Prefix = prefix }, ObjectNames.ContentKind);
        await foreach (var (hour, workspaces) in partitions.HoursAsync(from, to, false, cancellationToken))
        {
            foreach (string workspace in workspaces)
            {
                await foreach (var content in OfHourAsync(workspace, hour, cancellationToken))
                    yield return content;
            }
        }
    }

    private async IAsyncEnumerable<StoredObject> OfHourAsync(
        string workspace, DateTimeOffset hour, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var records = List(rows, scope.Prefix, ObjectNames.RecordsKind);
        await using var content = List(contents, prefix, ObjectNames.ContentKind);
        await records.MoveNextAsync();
        await content.MoveNextAsync();
        while (content.Current is { } found)
        {
            int order = SegmentListing.Compare(records.Name, content.Name);
            if (order < 0)
            {
                await records.MoveNextAsync();
                continue;
            }
            if (order > 0 && scope.Holds(found))
                yield return found;
            await content.MoveNextAsync();
        }

        SegmentListing List(IObjectStore store, string prefix, string kind) => new(
            store, prefix, ObjectNames.HourFolder(prefix, kind, workspace, hour), foreign: null, cancellationToken);
    }
}

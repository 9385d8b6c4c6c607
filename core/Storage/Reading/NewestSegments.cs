using System.Runtime.CompilerServices;

namespace K8sRouter.Core.Storage.Reading;

/// <summary>
/// The segments of one hour, those that end last first. An hour can hold very many: a window of them is kept at a time, and the
/// hour is listed again for the next.
/// </summary>
internal sealed class NewestSegments(IObjectStore store, StoreScope scope, int window = 4096)
{
    public async IAsyncEnumerable<(string Name, long LastSecond)> OfAsync(
        DateTimeOffset hour, IReadOnlyCollection<string> workspaces, GenerationQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Key? before = null;
        while (true)
        {
            var kept = await WindowAsync(hour, workspaces, query, before, cancellationToken);
            foreach (var segment in kept)
                yield return (segment.Name, segment.LastSecond);
            if (kept.Count < window)
                yield break;
            before = kept[^1];
        }
    }

    private async Task<List<Key>> WindowAsync(
        DateTimeOffset hour, IReadOnlyCollection<string> workspaces, GenerationQuery query, Key? before,
        CancellationToken cancellationToken)
    {
        var kept = new PriorityQueue<Key, Key>();
        foreach (string workspace in workspaces)
        {
            string folder = ObjectNames.HourFolder(scope.Prefix, ObjectNames.RecordsKind, workspace, hour);
            await foreach (var segment in store.ListAsync(folder, cancellationToken))
            {
                var seconds = SegmentSeconds.Of(segment, hour);
                var key = new Key(seconds.Last, segment.Name);
                if (!seconds.Overlaps(query.From, query.To) || !SegmentName.TryParse(scope.Prefix, segment.Name, out _)
                    || (before is { } bound && key.CompareTo(bound) >= 0))
                    continue;
                if (kept.Count < window)
                    kept.Enqueue(key, key);
                else
                    kept.EnqueueDequeue(key, key);
            }
        }
        return [.. kept.UnorderedItems.Select(item => item.Element).OrderDescending()];
    }

    private readonly record struct Key(long LastSecond, string Name) : IComparable<Key>
    {
        public int CompareTo(Key other)
        {
            int bySecond = LastSecond.CompareTo(other.LastSecond);
            return bySecond != 0 ? bySecond : string.CompareOrdinal(Name, other.Name);
        }
    }
}

using System.Runtime.CompilerServices;

namespace K8sRouter.Core.Storage.Reading;

/// <summary>Walks segments in the order of storage: by hour, workspace and name.</summary>
internal sealed class SegmentWalk
{
    private readonly IObjectStore _store;
    private readonly StoreScope _scope;
    private readonly string _kind;
    private readonly StorePosition? _after;
    private readonly SegmentName? _begin;

    /// <param name="store">The store.</param>
    /// <param name="scope">The part of it.</param>
    /// <param name="kind">Records or content.</param>
    /// <param name="after">Goes on behind this row; null: from the beginning.</param>
    /// <exception cref="ArgumentException"><paramref name="after"/> names no records' object of the scope.</exception>
    public SegmentWalk(
        IObjectStore store, StoreScope scope, string kind = ObjectNames.RecordsKind, StorePosition? after = null)
    {
        _store = store;
        _scope = scope;
        _kind = kind;
        _after = after;
        if (after is not { } position)
            return;
        if (!SegmentName.TryParse(scope.Prefix, position.RecordsObject, out _begin) || _begin.IsContent
            || (scope.Workspace is { } workspace && workspace != _begin.Workspace))
            throw new ArgumentException(
                $"'{position.RecordsObject}' is no records' object of this part of the store.", nameof(after));
    }

    /// <summary>The last row of an object that is behind the beginning; -1: all are ahead.</summary>
    public int RowsDoneOf(string name) => _after is { } position && position.RecordsObject == name ? position.Row : -1;

    public async IAsyncEnumerable<StoredObject> SegmentsAsync(
        DateTimeOffset? from, DateTimeOffset? to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = _begin is { } begin && (from is null || begin.Hour > from) ? begin.Hour : from;
        var partitions = new StorePartitions(_store, _scope, _kind);
        await foreach (var (hour, workspaces) in partitions.HoursAsync(start, to, false, cancellationToken))
        {
            foreach (string workspace in workspaces)
            {
                string folder = ObjectNames.HourFolder(_scope.Prefix, _kind, workspace, hour);
                await foreach (var segment in _store.ListAsync(folder, cancellationToken))
                {
                    if (!IsDone(hour, workspace, segment.Name) && SegmentName.TryParse(_scope.Prefix, segment.Name, out _)
                        && SegmentSeconds.Of(segment, hour).Overlaps(from, to))
                        yield return segment;
                }
            }
        }
    }

    private bool IsDone(DateTimeOffset hour, string workspace, string name)
    {
        if (_begin is null || hour != _begin.Hour)
            return false;
        int order = string.CompareOrdinal(workspace, _begin.Workspace);
        return order < 0 || (order == 0 && string.CompareOrdinal(name, _after!.Value.RecordsObject) < 0);
    }
}

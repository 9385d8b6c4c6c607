using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>What a request selects.</summary>
internal sealed class ErasureSelection
{
    private readonly ErasureRequest _request;
    private readonly HashSet<string> _ids;

    /// <exception cref="ArgumentException">The request selects nothing, or not unmistakably.</exception>
    public ErasureSelection(ErasureRequest request)
    {
        _request = request;
        int ways = (request.Ids.Count == 0 ? 0 : 1) + (request.User is null ? 0 : 1) + (request.Before is null ? 0 : 1);
        if (ways != 1)
            throw new ArgumentException("An erasure is by exactly one of ids, user and day.", nameof(request));
        if (request.User is null && (request.From is not null || request.To is not null))
            throw new ArgumentException("Only an erasure by user can be limited to a time.", nameof(request));
        if (request.User is { Length: 0 })
            throw new ArgumentException("The user whose generations are to be erased has no name.", nameof(request));
        From = request.From;
        To = request.Before is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : request.To;
        Ids = [.. request.Ids.Distinct().Select(Parse)];
        _ids = [.. request.Ids];
    }

    public DateTimeOffset? From { get; }

    public DateTimeOffset? To { get; }

    /// <summary>Whether everything before a day is to be erased.</summary>
    public bool IsByDay => _request.Before is not null;

    /// <summary>The generations that are named; empty: it isn't by id.</summary>
    public IReadOnlyList<SelectedId> Ids { get; }

    public bool Matches(StoreScope scope, StoredGeneration generation)
    {
        var record = generation.Record;
        return (scope.WorkspaceId is null || record.WorkspaceId == scope.WorkspaceId)
            && (_ids.Count == 0 || _ids.Contains(record.Id))
            && (_request.User is null || record.ExternalUser == _request.User)
            && QueryMatch.IsWithin(QueryMatch.SecondOf(record), From, To);
    }

    private static SelectedId Parse(string id) => GenerationIds.TryParse(id, out var second, out string sidecar)
        ? new(id, second, sidecar)
        : throw new ArgumentException(
            $"'{id}' is no generation's id: they have the form gen-<unix seconds>-<20 characters>.", nameof(id));
}

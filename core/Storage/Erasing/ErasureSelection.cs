using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Storage.Erasing;

/// <summary>What a request selects.</summary>
internal sealed class ErasureSelection
{
    private readonly ErasureRequest _request;

    /// <exception cref="ArgumentException">The request selects nothing, or not unmistakably.</exception>
    public ErasureSelection(ErasureRequest request)
    {
        _request = request;
        int ways = (request.Id is null ? 0 : 1) + (request.User is null ? 0 : 1) + (request.Before is null ? 0 : 1);
        if (ways != 1)
            throw new ArgumentException("An erasure is by exactly one of id, user and day.", nameof(request));
        if (request.User is null && (request.From is not null || request.To is not null))
            throw new ArgumentException("Only an erasure by user can be limited to a time.", nameof(request));
        if (request.User is { Length: 0 })
            throw new ArgumentException("The user whose generations are to be erased has no name.", nameof(request));
        From = request.From;
        To = request.Before is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : request.To;
        if (request.Id is null)
            return;
        if (!GenerationIds.TryParse(request.Id, out var second, out string sidecar))
            throw new ArgumentException(
                $"'{request.Id}' is no generation's id: they have the form gen-<unix seconds>-<20 characters>.", nameof(request));
        (Second, Sidecar) = (second, sidecar);
    }

    public DateTimeOffset? From { get; }

    public DateTimeOffset? To { get; }

    /// <summary>Of the one generation; null: not one is to be erased.</summary>
    public DateTimeOffset? Second { get; }

    public string? Sidecar { get; }

    public bool Matches(StoreScope scope, StoredGeneration generation)
    {
        var record = generation.Record;
        return (scope.WorkspaceId is null || record.WorkspaceId == scope.WorkspaceId)
            && (_request.Id is null || record.Id == _request.Id)
            && (_request.User is null || record.ExternalUser == _request.User)
            && QueryMatch.IsWithin(QueryMatch.SecondOf(record), From, To);
    }
}

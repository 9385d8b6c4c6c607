using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Storage.Reading;

/// <summary>Decides whether a generation is wanted.</summary>
internal static class QueryMatch
{
    public static bool Matches(StoreScope scope, GenerationQuery query, StoredGeneration generation)
    {
        var record = generation.Record;
        return (scope.WorkspaceId is null || record.WorkspaceId == scope.WorkspaceId)
            && IsWithin(SecondOf(record), query.From, query.To)
            && Is(query.SessionId, record.SessionId)
            && Is(query.User, record.ExternalUser)
            && (query.Model is null || Is(query.Model, record.RequestedModel) || Is(query.Model, record.Model)
                || Is(query.Model, record.CanonicalSlug))
            && (query.Provider is null || Is(query.Provider, record.ProviderSlug) || Is(query.Provider, record.ProviderName))
            && Is(query.Outcome, record.Outcome)
            && Is(query.ApiKeyName, record.ApiKeyName)
            && Is(query.ApiKeyHash, record.ApiKeyHash)
            && (!query.WithContentOnly || (generation.ContentObject is not null && !generation.Erased));
    }

    /// <summary>The second that the id names, by which generations lie in partitions.</summary>
    public static DateTimeOffset SecondOf(GenerationRecord record)
    {
        _ = GenerationIds.TryParse(record.Id, out var second, out _);
        return second;
    }

    public static bool IsWithin(DateTimeOffset second, DateTimeOffset? from, DateTimeOffset? to) =>
        (from is null || second >= from) && (to is null || second < to);

    private static bool Is(string? wanted, string? value) => wanted is null || wanted == value;
}

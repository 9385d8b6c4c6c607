namespace K8sRouter.Core.Storage.Reading;

/// <summary>Counts what a store holds, by reading every row and listing every content object.</summary>
/// <param name="store">The store.</param>
/// <param name="scope">The part of it that is counted.</param>
public sealed class StoreStatistics(IObjectStore store, StoreScope scope)
{
    /// <summary>The most models and providers that are told apart.</summary>
    public const int MostNames = 1000;

    /// <summary>Counts the generations that match.</summary>
    /// <param name="query">What is wanted; its limit doesn't count. Objects and their bytes are those of its hours.</param>
    /// <param name="progress">Hears of every object; null: nobody listens.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store is at fault.</exception>
    public Task<StoreStatisticsReport> CollectAsync(
        GenerationQuery query, IProgress<StoreProgress>? progress, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{store} {scope}");
}

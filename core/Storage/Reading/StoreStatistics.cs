using System.Globalization;

namespace K8sRouter.Core.Storage.Reading;

/// <summary>Counts what a store holds, by reading every row and listing every content object.</summary>
/// <param name="store">The store.</param>
/// <param name="scope">The part of it that is counted.</param>
public sealed class StoreStatistics(IObjectStore store, StoreScope scope)
{
    /// <summary>The most models and providers that are told apart.</summary>
    public const int MostNames = 1000;

    /// <summary>The most days that are told apart: a century.</summary>
    private const int MostDays = 36_525;

    /// <summary>Counts the generations that match.</summary>
    /// <param name="query">What is wanted; its limit doesn't count. Objects and their bytes are those of its hours.</param>
    /// <param name="progress">Hears of every object; null: nobody listens.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store is at fault.</exception>
    public async Task<StoreStatisticsReport> CollectAsync(
        GenerationQuery query, IProgress<StoreProgress>? progress, CancellationToken cancellationToken)
    {
        var sums = new Sums();
        var tally = new ReadingTally();
        var reader = new StoreReader(store, scope);
        long recordsObjects = 0, recordsBytes = 0;
        await foreach (var segment in new SegmentWalk(store, scope).SegmentsAsync(query.From, query.To, cancellationToken))
        {
            await foreach (var generation in reader.RowsAsync(segment.Name, query, tally, cancellationToken))
                sums.Add(generation);
            recordsObjects++;
            recordsBytes += segment.Length;
            progress?.Report(new(recordsObjects, tally.Rows, recordsBytes, segment.Name));
        }
        var (contentObjects, contentBytes) = await ContentAsync(query, cancellationToken);
        return new()
        {
            RecordsObjects = recordsObjects,
            RecordsBytes = recordsBytes,
            ContentObjects = contentObjects,
            ContentBytes = contentBytes,
            DamagedRows = tally.DamagedRows,
            Erased = sums.Erased,
            Total = sums.Total,
            ByDay = sums.Days.ByName(),
            ByModel = sums.Models.ByCount(),
            ByProvider = sums.Providers.ByCount(),
            ByOutcome = sums.Outcomes.ByCount(),
        };
    }

    private async Task<(long Objects, long Bytes)> ContentAsync(GenerationQuery query, CancellationToken cancellationToken)
    {
        long objects = 0, bytes = 0;
        var walk = new SegmentWalk(store, scope, ObjectNames.ContentKind);
        await foreach (var content in walk.SegmentsAsync(query.From, query.To, cancellationToken))
        {
            objects++;
            bytes += content.Length;
        }
        return (objects, bytes);
    }

    private sealed class Sums
    {
        public StatisticsLine Total { get; private set; } = new();

        public long Erased { get; private set; }

        public StatisticsSums Days { get; } = new(MostDays);

        public StatisticsSums Models { get; } = new(MostNames);

        public StatisticsSums Providers { get; } = new(MostNames);

        public StatisticsSums Outcomes { get; } = new(MostNames);

        public void Add(StoredGeneration generation)
        {
            var record = generation.Record;
            Total = StatisticsSums.Sum(Total, generation);
            Erased += generation.Erased ? 1 : 0;
            Days.Add(QueryMatch.SecondOf(record).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), generation);
            Models.Add(record.CanonicalSlug ?? "", generation);
            Providers.Add(record.ProviderSlug ?? "", generation);
            Outcomes.Add(record.Outcome ?? "", generation);
        }
    }
}

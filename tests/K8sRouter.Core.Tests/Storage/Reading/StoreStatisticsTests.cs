using K8sRouter.Core.Generations;
using K8sRouter.Core.Storage.Erasing;
using K8sRouter.Core.Storage.Reading;

namespace K8sRouter.Core.Tests.Storage.Reading;

public sealed class StoreStatisticsTests : IDisposable
{
    private readonly SegmentStore _segments = new();

    public void Dispose() => _segments.Dispose();

    [Fact]
    public async Task Generations_tokens_and_costs_are_summed_by_day_model_provider_and_outcome()
    {
        await _segments.AddAsync(Priced(0), Priced(1), Priced(2) with { Outcome = GenerationOutcomes.Failed, CanonicalSlug = "other", ProviderSlug = null, Usage = null, Cost = null });
        await _segments.AddAsync(false, Priced(90_000));

        var report = await CollectAsync();

        Assert.Equal((4, 3, 30, 15, 0.6m, 0.54m, 1), Sums(report.Total));
        Assert.Equal([("2026-11-20", 3L), ("2026-11-21", 1L)], report.ByDay.Select(line => (line.Name, line.Generations)));
        Assert.Equal([("openai/gpt-5-mini-2025-08-07", 3L), ("other", 1L)], report.ByModel.Select(line => (line.Name, line.Generations)));
        Assert.Equal([("openai", 3L), ("", 1L)], report.ByProvider.Select(line => (line.Name, line.Generations)));
        Assert.Equal([("completed", 3L), ("failed", 1L)], report.ByOutcome.Select(line => (line.Name, line.Generations)));
    }

    [Fact]
    public async Task Objects_and_bytes_are_those_on_the_disk_and_set_against_an_object_each()
    {
        string name = await _segments.AddAsync([.. Enumerable.Range(0, 10).Select(i => SegmentStore.Record(i))]);

        var report = await CollectAsync();

        Assert.Equal((1, new FileInfo(_segments.PathOf(name)).Length), (report.RecordsObjects, report.RecordsBytes));
        Assert.Equal((1, new FileInfo(_segments.PathOf(SegmentStore.ContentOf(name))).Length), (report.ContentObjects, report.ContentBytes));
        Assert.Equal(report.ContentBytes, report.Total.ContentBytes);
        Assert.Equal((2, 20), (report.Writes, report.WritesOneObjectEach));
        Assert.Equal((report.RecordsBytes + report.ContentBytes) * 100, report.BytesPerThousand);
    }

    [Fact]
    public async Task Erased_generations_count_and_their_content_doesnt()
    {
        await _segments.AddAsync(SegmentStore.Record(0, "ann"), SegmentStore.Record(1));
        await new GenerationEraser(_segments.Store, _segments.Everything).EraseAsync(new() { User = "ann" }, null, default);

        var report = await CollectAsync();

        Assert.Equal((2, 1, 1), (report.Total.Generations, report.Total.WithContent, report.Erased));
    }

    [Fact]
    public async Task Names_beyond_the_most_that_are_told_apart_go_together()
    {
        var sums = new StatisticsSums(2);
        await _segments.AddAsync(SegmentStore.Record(0));
        var generation = (await _segments.Reader.FindAsync(SegmentStore.Record(0).Id, default))!;

        foreach (string name in new[] { "a", "b", "c", "b", "d" })
            sums.Add(name, generation);

        Assert.Equal([("b", 2L), ("a", 1L), (null, 2L)], sums.ByCount().Select(line => (line.Name, line.Generations)));
    }

    [Fact]
    public async Task An_empty_store_has_no_average() => Assert.Null((await CollectAsync()).BytesPerThousand);

    private static GenerationRecord Priced(int second) => SegmentStore.Record(second) with
    {
        Usage = new() { Prompt = 10, Completion = 5 },
        Cost = new() { Prompt = 0.1m, Completion = 0.1m, Total = 0.2m, Charged = 0.18m },
    };

    private static (long, long, long, long, decimal, decimal, long) Sums(StatisticsLine line) =>
        (line.Generations, line.WithContent, line.PromptTokens, line.CompletionTokens, line.TotalCost, line.ChargedCost, line.Unpriced);

    private Task<StoreStatisticsReport> CollectAsync() =>
        new StoreStatistics(_segments.Store, _segments.Everything).CollectAsync(new(), null, default);
}

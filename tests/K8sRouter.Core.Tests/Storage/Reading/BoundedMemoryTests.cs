using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Erasing;
using K8sRouter.Core.Storage.Reading;
using K8sRouter.Core.Storage.Verifying;
using K8sRouter.Testing;

namespace K8sRouter.Core.Tests.Storage.Reading;

/// <summary>Alone, since it is the whole process's memory that is looked at.</summary>
[CollectionDefinition("memory", DisableParallelization = true)]
public class MemoryCollection;

[Collection("memory")]
public class BoundedMemoryTests
{
    private const int Objects = 100_000;
    private const long MostBytes = 8 << 20;

    private static readonly StoreScope Everything = new();

    [Fact]
    public async Task The_newest_of_an_hour_with_very_many_segments_are_found_without_holding_them()
    {
        var memory = new PeakMemory();
        var store = new BoundlessStore(1, Objects) { OnListed = memory.Look };
        var tally = new ReadingTally();

        var newest = await ListAsync(new StoreReader(store, Everything).NewestAsync(new() { Limit = 50 }, tally, default));

        Assert.Equal(50, newest.Count);
        Assert.Equal(newest.OrderByDescending(second => second), newest);
        Assert.Equal(SegmentStore.Noon.ToUnixTimeSeconds() + 3599, newest[0]);
        Assert.Equal(Objects, store.Listed);
        Assert.InRange(tally.Objects, 50, 100);
        Assert.InRange(memory.Peak, 0, MostBytes);
    }

    [Fact]
    public async Task Where_the_newest_dont_match_the_whole_hour_is_looked_through_in_order()
    {
        var memory = new PeakMemory();
        var store = new BoundlessStore(1, 20_000) { OnListed = memory.Look };
        var query = new GenerationQuery { Limit = 3, To = SegmentStore.Noon.AddSeconds(10) };

        var newest = await ListAsync(new StoreReader(store, Everything).NewestAsync(query, null, default));
        var none = await ListAsync(new StoreReader(store, Everything).NewestAsync(new() { User = "nobody" }, null, default));

        Assert.Equal(Enumerable.Repeat(SegmentStore.Noon.ToUnixTimeSeconds() + 9, 3), newest);
        Assert.Empty(none);
        Assert.InRange(store.Opened, 20_000, 20_100);
        Assert.InRange(memory.Peak, 0, MostBytes);
    }

    [Fact]
    public async Task A_scan_over_very_many_objects_holds_none_of_them()
    {
        var memory = new PeakMemory();
        var store = new BoundlessStore(1000, Objects / 1000) { OnListed = memory.Look };

        var all = await ListAsync(new StoreReader(store, Everything).ScanAsync(new(), null, null, default), keep: false);

        Assert.Empty(all);
        Assert.Equal(Objects, store.Opened);
        Assert.InRange(memory.Peak, 0, MostBytes);
    }

    [Fact]
    public async Task Very_many_objects_are_verified_counted_and_erased_from_within_bounds()
    {
        const int objects = Objects / 10;
        var memory = new PeakMemory();
        var store = new BoundlessStore(100, objects / 100) { OnListed = memory.Look };

        var verified = await new StoreVerifier(store, Everything, Clocks.Noon()).VerifyAsync(new(), null, default);
        var counted = await new StoreStatistics(store, Everything).CollectAsync(new(), null, default);
        var erased = await new GenerationEraser(store, Everything).EraseAsync(new() { User = "nobody", DryRun = true }, null, default);

        Assert.True(verified.IsSound, string.Join('\n', verified.Problems.Take(3)));
        Assert.Equal((objects, objects, 0), (verified.Rows, counted.Total.Generations, erased.Generations));
        Assert.InRange(memory.Peak, 0, MostBytes);
    }

    private static async Task<List<long>> ListAsync(IAsyncEnumerable<StoredGeneration> generations, bool keep = true)
    {
        var seconds = new List<long>();
        await foreach (var generation in generations)
        {
            if (keep)
                seconds.Add(QueryMatch.SecondOf(generation.Record).ToUnixTimeSeconds());
        }
        return seconds;
    }

    /// <summary>Looks at what is alive every so often: what was let go of doesn't count.</summary>
    private sealed class PeakMemory
    {
        private const int Every = 5000;
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);

        public long Peak { get; private set; }

        public void Look(long listed)
        {
            if (listed % Every == 0)
                Peak = Math.Max(Peak, GC.GetTotalMemory(forceFullCollection: true) - _before);
        }
    }
}

using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Generations;
using K8sRouter.Sidecar.Tests.Conformance;

namespace K8sRouter.Sidecar.Tests.Generations;

public sealed class GenerationIndexTests
{
    [Fact]
    public void The_oldest_goes_when_it_is_full()
    {
        var index = new GenerationIndex(capacity: 3);
        foreach (string id in new[] { "1", "2", "3", "4", "5" })
            index.Add(Samples.Generation(id));

        Assert.Equal(3, index.Count);
        Assert.False(index.TryFind("2", out _));
        Assert.True(index.TryFind("3", out var third));
        Assert.Equal("3", third.Id);
        Assert.Equal(["5", "4", "3"], index.RecentFirst(10).Select(r => r.Id));
        Assert.Equal(["5", "4"], index.RecentFirst(2).Select(r => r.Id));
    }

    [Fact]
    public void The_same_generation_again_replaces_what_was_there()
    {
        var index = new GenerationIndex(capacity: 2);
        index.Add(Samples.Generation("1"));
        index.Add(Samples.Generation("2"));
        index.Add(Samples.Generation("1") with { Outcome = GenerationOutcomes.Cancelled });

        Assert.Equal(2, index.Count);
        Assert.True(index.TryFind("1", out var first));
        Assert.Equal(GenerationOutcomes.Cancelled, first.Outcome);
    }

    [Fact]
    public void Large_records_are_kept_within_its_bytes_and_small_ones_by_their_number()
    {
        const long maxBytes = 1 << 20;
        var index = new GenerationIndex(capacity: 300, maxBytes);
        for (int i = 0; i < 1_000; i++)
            index.Add(Samples.Generation($"large-{i}") with { Trace = new string('x', 16 << 10) });
        // Two bytes a character.
        Assert.InRange(index.Count, 20, maxBytes / (32 << 10));
        Assert.Equal("large-999", index.RecentFirst(1)[0].Id);

        for (int i = 0; i < 1_000; i++)
            index.Add(Samples.Generation($"small-{i}"));
        Assert.Equal(300, index.Count);
        Assert.All(index.RecentFirst(300), record => Assert.StartsWith("small", record.Id, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_generation_again_counts_once_with_the_size_it_has_now()
    {
        var index = new GenerationIndex(capacity: 100, maxBytes: 100 << 10);
        for (int i = 0; i < 50; i++)
            index.Add(Samples.Generation("1") with { Trace = i % 2 == 0 ? new string('x', 16 << 10) : null });
        foreach (string id in new[] { "2", "3", "4" })
            index.Add(Samples.Generation(id));

        Assert.Equal(["4", "3", "2", "1"], index.RecentFirst(10).Select(record => record.Id));
    }

    [Fact]
    public void Nothing_is_found_in_an_empty_one()
    {
        var index = new GenerationIndex();
        Assert.False(index.TryFind("1", out _));
        Assert.Empty(index.RecentFirst(5));
    }

    [Fact]
    public void Readers_and_writers_on_many_threads_see_whole_records()
    {
        var index = new GenerationIndex(capacity: 50);
        Parallel.For(0, 4, thread =>
        {
            for (int i = 0; i < 500; i++)
            {
                string id = $"{thread}-{i}";
                index.Add(Samples.Generation(id));
                if (index.TryFind(id, out var found))
                    Assert.Equal(id, found.Id);
                Assert.InRange(index.RecentFirst(10).Count, 1, 10);
            }
        });
        Assert.Equal(50, index.Count);
        Assert.Equal(50, index.RecentFirst(100).Select(r => r.Id).Distinct().Count());
        Assert.All(index.RecentFirst(100), r => Assert.True(index.TryFind(r.Id, out _)));
    }
}

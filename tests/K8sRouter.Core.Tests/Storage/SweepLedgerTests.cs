using K8sRouter.Core.Storage;

namespace K8sRouter.Core.Tests.Storage;

public sealed class SweepLedgerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderObjectStore _store;

    public SweepLedgerTests() => _store = new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_without_one_tells_of_nothing()
    {
        var ledger = await SweepLedger.ReadAsync(_store, "p", default);

        Assert.False(ledger.WasLimited("p/records/x"));
        Assert.False(ledger.HasRetentionEnded("a", new DateOnly(2020, 1, 1)));
    }

    [Fact]
    public async Task What_was_noted_is_told_as_long_as_it_is_missed()
    {
        await SweepLedger.NoteLimitedAsync(_store, "p", ["p/1", "p/2"], _ => true, default);
        await SweepLedger.NoteLimitedAsync(_store, "p", ["p/3"], name => name != "p/1", default);

        var ledger = await SweepLedger.ReadAsync(_store, "p", default);
        Assert.Equal(["p/2", "p/3"], ledger.Limited);
    }

    [Fact]
    public async Task Retention_of_a_workspace_ends_at_the_latest_day_that_was_noted()
    {
        await SweepLedger.NoteRetentionAsync(_store, "p", "a", new(2026, 5, 2), default);
        await SweepLedger.NoteRetentionAsync(_store, "p", "b", new(2026, 7, 1), default);
        await SweepLedger.NoteRetentionAsync(_store, "p", "a", new(2026, 4, 1), default);

        var ledger = await SweepLedger.ReadAsync(_store, "p", default);
        Assert.True(ledger.HasRetentionEnded("a", new(2026, 5, 2)));
        Assert.False(ledger.HasRetentionEnded("a", new(2026, 5, 3)));
        Assert.True(ledger.HasRetentionEnded("b", new(2026, 5, 3)));
        Assert.False(ledger.HasRetentionEnded("c", new(2020, 1, 1)));
    }

    [Fact]
    public async Task Two_that_sweep_at_once_lose_nothing_of_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(
            () => SweepLedger.NoteLimitedAsync(_store, "p", [$"p/{i}"], _ => true, default))));

        Assert.Equal(["p/0", "p/1", "p/2", "p/3"], (await SweepLedger.ReadAsync(_store, "p", default)).Limited.Order());
    }

    [Theory]
    [InlineData("p/records/workspace=a/dt=2026-11-20/hour=12/s-1.jsonl", "p/content/workspace=a/dt=2026-11-20/hour=12/s-1.jsonl.gz")]
    [InlineData("content/workspace=a/dt=2026-11-20/hour=12/s-1.jsonl.gz", "records/workspace=a/dt=2026-11-20/hour=12/s-1.jsonl")]
    [InlineData("p/content/workspace=a/dt=2026-11-20/hour=12/s-1.jsonl", null)]
    [InlineData("p/swept/ledger.json", null)]
    public void A_segments_halves_know_each_other_by_name(string name, string? other) => Assert.Equal(other, ObjectNames.OtherHalf(name));
}

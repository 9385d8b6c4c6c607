using System.Globalization;
using System.IO.Hashing;
using K8sRouter.Core.Storage;

namespace K8sRouter.Core.Tests.Storage;

public sealed class RetentionSweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderObjectStore _store;

    public RetentionSweepTests() => _store = new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2026-08-22T00:00:00Z", false)]
    [InlineData("2026-11-29T23:59:59Z", false)]
    [InlineData("2026-11-30T00:00:00Z", true)]
    public void A_day_is_over_once_its_last_second_is_old_enough(string now, bool over) =>
        Assert.Equal(over, RetentionSweep.IsOver(
            new DateOnly(2026, 8, 31), 90, DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)));

    [Fact]
    public async Task Content_of_days_that_are_over_goes_and_nothing_else()
    {
        string[] stay =
        [
            "p/content/workspace=a/dt=2026-09-01/hour=00/s-1.jsonl.gz",
            "p/content/workspace=a/other/s-1.jsonl.gz",
            "p/content/elsewhere/dt=2020-01-01/s-1.jsonl.gz",
            "p/records/workspace=a/dt=2020-01-01/hour=00/s-1.jsonl",
            "q/content/workspace=a/dt=2020-01-01/hour=00/s-1.jsonl.gz",
        ];
        string[] go =
        [
            "p/content/workspace=a/dt=2020-01-01/hour=00/s-1.jsonl.gz",
            "p/content/workspace=a/dt=2026-08-31/hour=23/s-1.jsonl.gz",
            "p/content/workspace=b/dt=2026-08-31/hour=23/s-2.jsonl.gz",
        ];
        foreach (string name in stay.Concat(go))
            await PutAsync(name);

        var dry = await SweepAsync(workspace: null, dryRun: true);
        Assert.Equal(8, (await NamesAsync()).Length);
        var result = await SweepAsync(workspace: null);

        Assert.Equal(stay.Order(StringComparer.Ordinal), await NamesAsync());
        Assert.Equal((3, 6, 3), (result.Objects, result.Bytes, result.Days));
        Assert.Equal(result, dry);
        Assert.Equal(new RetentionSweepResult(), await SweepAsync(workspace: null));
    }

    [Fact]
    public async Task What_is_deleted_is_noted_by_workspace_and_what_would_be_isnt()
    {
        await PutAsync("p/content/workspace=a/dt=2020-01-01/hour=00/s-1.jsonl.gz");
        await PutAsync("p/content/workspace=b/dt=2026-11-01/hour=00/s-1.jsonl.gz");

        await SweepAsync(workspace: null, dryRun: true);
        Assert.Null(await _store.StatAsync(ObjectNames.SweepLedger("p"), default));
        await SweepAsync(workspace: null);

        var ledger = await SweepLedger.ReadAsync(_store, "p", default);
        Assert.Equal([("a", new DateOnly(2026, 8, 31))], ledger.RetentionEnded.Select(ended => (ended.Key, ended.Value)));
    }

    [Fact]
    public async Task A_store_that_cant_take_the_note_is_swept_all_the_same_and_says_so()
    {
        await PutAsync("p/content/workspace=a/dt=2020-01-01/hour=00/s-1.jsonl.gz");
        Directory.CreateDirectory(Path.Combine(_folder.Path, ObjectNames.SweepLedger("p")));

        await Assert.ThrowsAnyAsync<IOException>(() => SweepAsync("a"));

        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task Another_workspaces_content_is_its_own()
    {
        await PutAsync("p/content/workspace=a/dt=2020-01-01/hour=00/s-1.jsonl.gz");
        await PutAsync("p/content/workspace=ab/dt=2020-01-01/hour=00/s-1.jsonl.gz");

        await SweepAsync("a");

        Assert.Equal(["p/content/workspace=ab/dt=2020-01-01/hour=00/s-1.jsonl.gz"], await NamesAsync());
    }

    [Fact]
    public async Task Swept_days_leave_no_folders_behind()
    {
        await PutAsync("p/content/workspace=a/dt=2020-01-01/hour=00/s-1.jsonl.gz");
        await PutAsync("p/content/workspace=a/dt=2026-11-01/hour=00/s-1.jsonl.gz");

        await SweepAsync("a");

        Assert.Equal(
            [Path.Combine(_folder.Path, "p/content/workspace=a/dt=2026-11-01")],
            Directory.EnumerateDirectories(Path.Combine(_folder.Path, "p/content/workspace=a")));
    }

    private Task<RetentionSweepResult> SweepAsync(string? workspace, bool dryRun = false) => new RetentionSweep(_store, "p").RunAsync(
        workspace, 90, new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero), dryRun, default);

    private Task<PutResult> PutAsync(string name)
    {
        byte[] bytes = [1, 2];
        return _store.PutAsync(
            name, new MemoryStream(bytes), new() { ContentType = "x", Crc32C = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, bytes) }, 0, default);
    }

    /// <summary>All but what the sweep itself keeps.</summary>
    private async Task<string[]> NamesAsync() => await _store.ListAsync("", default).Select(found => found.Name)
        .Where(name => name != ObjectNames.SweepLedger("p")).ToArrayAsync();
}

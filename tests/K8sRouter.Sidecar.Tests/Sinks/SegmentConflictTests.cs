using System.Text.Json;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Sinks;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>Something else under our names, and files of the spool that aren't what they were.</summary>
public sealed class SegmentConflictTests : IDisposable
{
    private const string Segment = "AbCdEf-00000001-0000000100";

    private readonly SinkFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("content", ".jsonl.gz")]
    [InlineData("records", ".jsonl")]
    public async Task A_strangers_object_under_our_name_is_kept_and_ours_takes_the_next_name(string kind, string extension)
    {
        string stranger = await PlantAsync(kind, Segment + extension);
        using var process = Start();
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal("someone's", await File.ReadAllTextAsync(stranger));
        Assert.Contains(_fixture.Objects(kind), file => file.EndsWith(Segment + "-2" + extension, StringComparison.Ordinal));
        Assert.Equal(2, _fixture.Objects(kind).Length);
        string rows = _fixture.Objects("records").Single(file => file != stranger);
        Assert.Equal([SinkFixture.Record(1).Id, SinkFixture.Record(2).Id], SinkFixture.Ids([rows]));
        if (kind == "content")
            Assert.Equal("prompt 2", await PromptAsync(2));
    }

    [Theory]
    [InlineData("content", ".jsonl.gz")]
    [InlineData("records", ".jsonl")]
    public async Task A_crash_after_the_next_name_was_taken_doesnt_take_another(string kind, string extension)
    {
        await PlantAsync(kind, Segment + extension);
        var store = new FaultyStore(_fixture.Store) { FailAfter = name => name.Contains("-2.", StringComparison.Ordinal) };
        using var process = Start(store);
        Assert.False((await process.DeliverAsync()).IsDone);
        process.Crash();
        store.FailAfter = _ => false;
        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal(2, _fixture.Objects(kind).Length);
        string[] ours = [.. _fixture.Objects("records").Where(file => kind == "content" || file.Contains("-2.", StringComparison.Ordinal))];
        Assert.Equal([SinkFixture.Record(1).Id, SinkFixture.Record(2).Id], SinkFixture.Ids(ours));
    }

    [Theory]
    [InlineData("content", ".jsonl.gz")]
    [InlineData("records", ".jsonl")]
    public async Task Where_every_name_is_taken_the_sink_is_parked_and_goes_on_once_one_is_free(string kind, string extension)
    {
        await PlantAsync(kind, Segment + extension);
        for (int attempt = 2; attempt <= 8; attempt++)
            await PlantAsync(kind, $"{Segment}-{attempt}{extension}");
        using var process = Start();

        var result = await process.DeliverAsync();
        Assert.Equal((true, SinkFaults.Conflict), (result.IsParked, result.Code));
        Assert.Contains(Segment, result.Remedy, StringComparison.Ordinal);

        File.Delete(_fixture.Objects(kind).Single(file => file.Contains("-8.", StringComparison.Ordinal)));
        Assert.True((await process.DeliverAsync()).IsDone);
        Assert.Equal(8, _fixture.Objects(kind).Length);
    }

    [Theory]
    [InlineData("records", "cut")]
    [InlineData("records", "flipped")]
    [InlineData("records", "gone")]
    [InlineData("content", "cut")]
    [InlineData("content", "flipped")]
    [InlineData("content", "gone")]
    public async Task A_sealed_file_that_is_damaged_is_made_anew_from_the_journal(string kind, string damage)
    {
        var store = new FaultyStore(_fixture.Store) { FailBefore = _ => true };
        using var process = Start(store);
        Assert.False((await process.DeliverAsync()).IsDone);
        process.Crash();
        Damage(Directory.GetFiles(_fixture.SpoolFolder, "*." + kind).Single(), damage);
        store.FailBefore = _ => false;

        Assert.True((await process.DeliverAsync()).IsDone);

        Assert.Equal([SinkFixture.Record(1).Id, SinkFixture.Record(2).Id], SinkFixture.Ids(_fixture.Objects("records")));
        Assert.Equal("prompt 2", await PromptAsync(2));
    }

    [Fact]
    public async Task A_key_that_was_rotated_still_opens_what_is_sealed_and_a_lost_one_costs_nothing()
    {
        byte[] old = [.. _fixture.Keys.Current];
        byte[] next = [.. Enumerable.Repeat((byte)7, 32)];
        var store = new FaultyStore(_fixture.Store) { FailBefore = _ => true };
        using var process = Start(store);
        Assert.False((await process.DeliverAsync()).IsDone);
        string manifest = await File.ReadAllTextAsync(Path.Combine(_fixture.SpoolFolder, "sealed.json"));

        _fixture.Keys = new([next, old]);
        process.Crash();
        Assert.False((await process.DeliverAsync()).IsDone);
        Assert.Equal(manifest, await File.ReadAllTextAsync(Path.Combine(_fixture.SpoolFolder, "sealed.json")));

        _fixture.Keys = new([next]);
        process.Crash();
        store.FailBefore = _ => false;
        Assert.True((await process.DeliverAsync()).IsDone);
        Assert.Equal([SinkFixture.Record(1).Id, SinkFixture.Record(2).Id], SinkFixture.Ids(_fixture.Objects("records")));
    }

    [Fact]
    public async Task A_manifest_that_is_none_is_no_reason_to_stop()
    {
        Directory.CreateDirectory(_fixture.SpoolFolder);
        await File.WriteAllTextAsync(Path.Combine(_fixture.SpoolFolder, "sealed.json"), "{\"journalSegment\":");
        await File.WriteAllTextAsync(Path.Combine(_fixture.SpoolFolder, "foreign"), "?");
        using var process = Start();

        Assert.True((await process.DeliverAsync()).IsDone);
        Assert.Equal("prompt 2", await PromptAsync(2));
    }

    private static void Damage(string file, string damage)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (damage == "gone")
            File.Delete(file);
        else if (damage == "cut")
            File.WriteAllBytes(file, bytes[..^20]);
        else
        {
            bytes[^20] ^= 1;
            File.WriteAllBytes(file, bytes);
        }
    }

    private SinkProcess Start(IObjectStore? store = null)
    {
        var process = new SinkProcess(() => _fixture.Segments(store));
        process.Append(SinkFixture.Entry(1), SinkFixture.Entry(2));
        return process;
    }

    private async Task<string> PlantAsync(string kind, string name)
    {
        string path = Path.Combine(_fixture.StoreFolder, $"k8srouter/{kind}/workspace=team-a/dt=2026-11-20/hour=12", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "someone's");
        return path;
    }

    private async Task<string?> PromptAsync(int number)
    {
        var found = await _fixture.Reader.FindAsync(SinkFixture.Record(number).Id, default);
        var document = JsonElement.Parse((await _fixture.Reader.ReadContentAsync(found!, default)).Document.Span);
        return document.GetProperty("input").GetProperty("messages")[0].GetProperty("content").GetString();
    }
}

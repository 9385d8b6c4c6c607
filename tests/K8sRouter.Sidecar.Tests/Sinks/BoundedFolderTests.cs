using System.Diagnostics.Metrics;
using System.IO.Hashing;
using K8sRouter.Core.Storage;
using K8sRouter.Core.Storage.Verifying;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Tests.Journal;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>A store on the pod's own volume, of which the kubelet measures the blocks.</summary>
public sealed class BoundedFolderTests : IDisposable
{
    private const long Limit = 200_000;

    private readonly SinkFixture _fixture = new();
    private readonly RecordingLogger _logger = new();
    private readonly Meter _meter = new("k8srouter");
    private readonly MeterListener _listener = new();
    private long _swept;

    public BoundedFolderTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter && instrument.Name == "k8srouter_store_swept_files_total")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => _swept += count);
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task It_never_takes_more_of_the_disk_than_its_limit_and_the_oldest_go_first()
    {
        using var store = Bounded(Limit);
        for (int i = 0; i < 100; i++)
        {
            await PutAsync(store, Name(i), 5_000);
            Assert.True(FolderUsage.Of(_fixture.StoreFolder) <= Limit);
        }

        var left = await NamesAsync(store);
        Assert.Equal(Enumerable.Range(100 - left.Count, left.Count).Select(Name), left);
        Assert.InRange(left.Count, 5, 99);
        Assert.Equal(100 - left.Count, _swept);
        Assert.Contains(_logger.Lines, line => line.Contains("came to its limit of 200000 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sweep_makes_room_for_more_than_one_write()
    {
        using var store = Bounded(Limit);
        for (int i = 0; i < 100; i++)
            await PutAsync(store, Name(i), 100);
        Assert.InRange(_logger.Lines.Count, 1, 60);
    }

    [Fact]
    public async Task What_an_earlier_process_left_counts_too()
    {
        for (int i = 0; i < 100; i++)
            await PutAsync(_fixture.Store, Name(i), 5_000);
        using var store = Bounded(Limit);

        await PutAsync(store, Name(100), 5_000);

        Assert.True(FolderUsage.Of(_fixture.StoreFolder) <= Limit);
        Assert.Equal(Name(100), (await NamesAsync(store))[^1]);
    }

    [Fact]
    public async Task What_its_limit_sweeps_is_no_damage_to_a_verification_and_what_is_lost_beside_it_is()
    {
        using var store = Bounded(Limit);
        using var segments = new SinkProcess(() => _fixture.Segments(store));
        long swept = 0;
        for (int i = 1; i <= 40; i++)
        {
            // Not every segment has two halves: a sweep ends between some that have.
            var record = SinkFixture.Record(i, SinkFixture.Arrived.AddMinutes(i)) with { ContentLogged = i % 3 != 0 };
            segments.Append(new JournalEntry(new JournalPosition(1, i * 100), SinkFixture.Row(record), SinkFixture.Content($"prompt {i}")));
            Assert.True((await segments.DeliverAsync()).IsDone);
            Assert.True(FolderUsage.Of(_fixture.StoreFolder) <= Limit);
            var report = await VerifyAsync();
            Assert.True(report.IsSound, string.Join("; ", report.Problems.Select(problem => problem.Message)));
            swept += report.ContentsSwept;
        }
        Assert.InRange(swept, 1, 40);

        await _fixture.Store.DeleteAsync(Path.GetRelativePath(_fixture.StoreFolder, _fixture.Objects("content")[^1]), default);

        Assert.Equal(StoreProblemKind.ContentMissing, Assert.Single((await VerifyAsync()).Problems).Kind);
    }

    private Task<VerificationReport> VerifyAsync() => new StoreVerifier(_fixture.Store, new() { Prefix = "k8srouter" }, _fixture.Clock)
        .VerifyAsync(new(), null, default);

    [Fact]
    public async Task Within_the_limit_nothing_is_deleted()
    {
        using var store = Bounded(1 << 30);
        for (int i = 0; i < 20; i++)
            await PutAsync(store, Name(i), 5_000);
        Assert.Equal((20, 0L), ((await NamesAsync(store)).Count, _swept));
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task A_folder_that_cant_be_swept_fails_no_write()
    {
        for (int i = 0; i < 100; i++)
            await PutAsync(_fixture.Store, Name(i), 5_000);
        using var store = new BoundedFolder(
            new FaultyStore(_fixture.Store) { FailDelete = true }, Limit, new SinkMetrics(_meter), _logger);

        await PutAsync(store, Name(100), 5_000);

        Assert.Equal(101, (await NamesAsync(store)).Count);
        Assert.Contains(_logger.Lines, line => line.Contains("can't be kept within its limit", StringComparison.Ordinal));
    }

    private BoundedFolder Bounded(long limit) => new(_fixture.Store, limit, new SinkMetrics(_meter), _logger);

    /// <summary>Ten an hour, records and content in turn.</summary>
    private static string Name(int index) =>
        $"k8srouter/{(index % 2 == 0 ? "content" : "records")}/workspace=team-a/dt=2026-11-{20 + (index / 240):00}/hour={index / 10 % 24:00}/{index:0000}.jsonl";

    private static async Task PutAsync(IObjectStore store, string name, int length)
    {
        var bytes = new byte[length];
        using var content = new MemoryStream(bytes);
        uint crc = Crc32.HashToUInt32(Crc32ParameterSet.Crc32C, bytes);
        Assert.Equal(
            PutResult.Created, await store.PutAsync(name, content, new() { ContentType = "application/x-ndjson", Crc32C = crc }, 0, default));
    }

    private static async Task<List<string>> NamesAsync(BoundedFolder store)
    {
        var names = new List<string>();
        await foreach (var found in store.ListAsync("", default))
            names.Add(found.Name);
        names.Remove(ObjectNames.SweepLedger("k8srouter"));
        return [.. names.OrderBy(name => name[^10..], StringComparer.Ordinal)];
    }
}

using System.Diagnostics.Metrics;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Hosting;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Tests.Sinks;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Sidecar.Tests.Hosting;

/// <summary>The account of a real journal and all kinds of sinks: nothing is counted twice, and nothing is missing.</summary>
public sealed class AccountTests : IAsyncLifetime, IDisposable
{
    private readonly SinkFixture _fixture = new();
    private readonly Meter _meter = new("k8srouter");
    private readonly HttpClient _client = DestinationHttp.CreateClient(allowPrivate: true);
    private Receiver _receiver = null!;

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _fixture.Configuration.SetDestinations(new DestinationEntry
        {
            Name = "one",
            Id = "d-one",
            Type = "webhook",
            AllowPlaintext = true,
            Config = new Dictionary<string, string> { ["url"] = _receiver.Url },
        });
        _fixture.Configuration.Set(config => config with { DataUse = new() { Enabled = true, Store = new() { Bucket = "platform" } } });
        _fixture.Configuration.SetSecrets((ConfigFiles.JournalKey, Convert.ToBase64String(new byte[32])));
    }

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _meter.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task Every_sinks_numbers_add_up_to_what_was_captured_also_after_a_restart()
    {
        await using (var journal = Holder())
        {
            using var sinks = Supervisor(journal);
            for (int i = 1; i <= 30; i++)
                await AppendAsync(journal, i, used: i % 3 == 0, traced: i % 2 == 0);
            await EventuallyAsync(() => journal.Backlog().Values.All(backlog => backlog == 0));
            var account = await AccountAsync(journal, sinks);

            Assert.Equal((30, 0, 0), account["segments"]);
            Assert.Equal((10, 20, 0), account["data-use"]);
            Assert.Equal((15, 15, 0), account["destination/one"]);
        }

        // One store takes nothing any more: what it doesn't get stays in the backlog, and is there again after a restart.
        _fixture.Open = (settings, _) => new FaultyStore(_fixture.Bucket(settings)) { FailBefore = _ => true };
        await using (var journal = Holder())
        {
            using var sinks = Supervisor(journal);
            for (int i = 31; i <= 40; i++)
                await AppendAsync(journal, i, used: true, traced: false);
            await EventuallyAsync(() => journal.Backlog() is { } backlog && backlog["segments"] == 0 && backlog["destination/one"] == 0);
            var account = await AccountAsync(journal, sinks);

            Assert.Equal((10, 0, 0), account["segments"]);
            Assert.Equal((0, 0, 10), account["data-use"]);
            Assert.Equal((0, 10, 0), account["destination/one"]);
        }
        _fixture.Open = (settings, _) => _fixture.Bucket(settings);
        await using (var journal = Holder())
        {
            using var sinks = Supervisor(journal);
            await EventuallyAsync(() => journal.Backlog().Values.All(backlog => backlog == 0));
            var account = await AccountAsync(journal, sinks);

            Assert.Equal((10, 0, 0), account["data-use"]);
        }
        Assert.Equal(20, SinkFixture.Ids(_fixture.ObjectsOf("platform", "records")).Length);
        Assert.Equal(40, SinkFixture.Ids(_fixture.Objects("records")).Length);
    }

    [Fact]
    public async Task The_status_tells_bytes_and_objects_and_what_there_is_to_mend()
    {
        _fixture.OwnStore = new FaultyStore(_fixture.Store)
        {
            FailBefore = _ => true,
            Fault = () => new Core.Storage.ObjectStoreException(Core.Storage.StoreFault.Missing, "gs://x: make it."),
        };
        await using var journal = Holder();
        using var sinks = Supervisor(journal);
        await AppendAsync(journal, 1, used: true, traced: false);
        await EventuallyAsync(() => sinks.Statuses().Any(sink => sink.State == SinkState.Parked)
            && sinks.Statuses().Single(sink => sink.Name == "data-use").Delivered == 1);

        var all = Status(journal, sinks).GetProperty("sinks").EnumerateArray().ToDictionary(sink => sink.GetProperty("name").GetString()!);

        var parked = all["segments"];
        Assert.Equal("Parked", parked.GetProperty("state").GetString());
        Assert.Equal("bucket_missing", parked.GetProperty("last_error").GetString());
        Assert.Equal("gs://x: make it.", parked.GetProperty("remedy").GetString());
        Assert.Equal(1, parked.GetProperty("backlog").GetInt64());
        Assert.Equal(JsonValueKind.String, parked.GetProperty("oldest_pending").ValueKind);
        Assert.Equal(2, all["data-use"].GetProperty("objects").GetInt64());
        long bytes = _fixture.ObjectsOf("platform", "records").Concat(_fixture.ObjectsOf("platform", "content")).Sum(file => new FileInfo(file).Length);
        Assert.Equal(bytes, all["data-use"].GetProperty("bytes").GetInt64());
        await sinks.StopAsync(TimeSpan.Zero);
    }

    private static async Task AppendAsync(JournalHolder journal, int number, bool used, bool traced)
    {
        var record = SinkFixture.Record(number) with { ContentUsed = used, Destinations = traced ? ["one"] : [] };
        Assert.Equal(AppendResult.Written, await journal.AppendFinishedAsync(record, SinkFixture.Content($"prompt {number}")));
    }

    private JsonElement Status(JournalHolder journal, SinkSupervisor sinks)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            AdminWriter.WriteStatus(json, StatusSections.Of(journal.Opened, sinks, new NoticeQueue(new NoticeMetrics(_meter))));
        return JsonElement.Parse(buffer.ToArray());
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(5, limit.Token);
    }

    /// <summary>Delivered, passed over and backlog of every sink, once it has ended.</summary>
    private async Task<Dictionary<string, (long Delivered, long PassedOver, long Backlog)>> AccountAsync(
        JournalHolder journal, SinkSupervisor sinks)
    {
        await sinks.StopAsync(TimeSpan.FromMilliseconds(300));
        return Status(journal, sinks).GetProperty("sinks").EnumerateArray().ToDictionary(
            sink => sink.GetProperty("name").GetString()!,
            sink =>
            {
                Assert.Empty(sink.GetProperty("dropped").EnumerateObject());
                Assert.Equal(0, sink.GetProperty("repeated").GetInt64());
                return (sink.GetProperty("delivered").GetInt64(), sink.GetProperty("passed_over").GetInt64(), sink.GetProperty("backlog").GetInt64());
            });
    }

    private JournalHolder Holder()
    {
        var options = new SidecarOptions { ConfigDirectory = "", JournalDirectory = Path.Combine(Path.GetDirectoryName(_fixture.SpoolFolder)!, "journal") };
        var holder = new JournalHolder(options, TimeProvider.System, NullLogger<DiskJournal>.Instance, _meter);
        holder.Prepare(_fixture.Configuration.Current!.Credentials);
        return holder;
    }

    private SinkSupervisor Supervisor(JournalHolder journal)
    {
        var sinks = new SinkSupervisor(
            journal, _fixture.Configuration, _fixture.Stores, SinkFixture.Redis, _fixture.SpoolFolder, _client,
            new()
            {
                Linger = TimeSpan.Zero,
                SegmentAge = TimeSpan.FromMilliseconds(50),
                FirstRetry = TimeSpan.FromMilliseconds(1),
                AcknowledgeInterval = TimeSpan.FromMilliseconds(10),
                TraceMaxAge = TimeSpan.MaxValue,
            },
            _fixture.Metrics, TimeProvider.System, NullLogger<SinkSupervisor>.Instance);
        sinks.Prepare(_fixture.Configuration.Current!);
        return sinks;
    }
}

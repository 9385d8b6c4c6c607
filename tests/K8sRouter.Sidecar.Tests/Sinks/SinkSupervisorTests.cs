using System.Diagnostics.Metrics;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Storage;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Sidecar.Tests.Sinks;

public sealed class SinkSupervisorTests : IAsyncLifetime, IDisposable
{
    private readonly SinkFixture _fixture = new();
    private readonly MemoryJournal _journal = new();
    private readonly HttpClient _client = DestinationHttp.CreateClient(allowPrivate: true);
    private Receiver _receiver = null!;
    private SinkSupervisor _supervisor = null!;

    /// <summary>Of ends that one sink doesn't come to: all of it passes, and the others need only a little.</summary>
    private static readonly TimeSpan GraceForOthers = TimeSpan.FromSeconds(3);

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _supervisor = new(
            _journal, _fixture.Configuration, _fixture.Stores, SinkFixture.Redis, _fixture.SpoolFolder, _client,
            new() { Linger = TimeSpan.Zero, FirstRetry = TimeSpan.FromMilliseconds(1), SegmentBytes = 1000, TraceMaxAge = TimeSpan.MaxValue }, _fixture.Metrics, TimeProvider.System,
            NullLogger<SinkSupervisor>.Instance);
    }

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose()
    {
        _supervisor.Dispose();
        _client.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task A_generation_reaches_store_and_destination_and_stopping_flushes_them()
    {
        _fixture.Configuration.SetDestinations(Entry("one"));
        _supervisor.Prepare(_fixture.Configuration.Current!);
        await Eventually(() => _journal.Sinks.Contains("destination/one"));
        _journal.Append(SinkFixture.Row(SinkFixture.Record(1)), SinkFixture.Content("hi"));
        await Eventually(() => _receiver.Got.Count == 1);
        Assert.Empty(await _supervisor.StopAsync(TimeSpan.FromSeconds(30)));

        Assert.NotNull(await _fixture.Reader.FindAsync(SinkFixture.Record(1).Id, default));
        Assert.Equal(["destination/one", "segments"], _supervisor.Statuses().Select(status => status.Name));
        Assert.All(_supervisor.Statuses(), status => Assert.Equal(1, status.Delivered));
    }

    [Fact]
    public async Task A_sink_whose_folder_cant_be_made_holds_up_no_other_and_starts_once_it_can()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_fixture.SpoolFolder)!);
        await File.WriteAllTextAsync(_fixture.SpoolFolder, "in the way");
        _fixture.Configuration.SetDestinations(Entry("one"));
        _supervisor.Prepare(_fixture.Configuration.Current!);
        _journal.Append(SinkFixture.Row(SinkFixture.Record(1)), SinkFixture.Content("hi"));
        await Eventually(() => _receiver.Got.Count == 1);
        Assert.Equal(["destination/one"], _supervisor.Statuses().Select(status => status.Name));

        File.Delete(_fixture.SpoolFolder);

        await Eventually(() => _supervisor.Statuses().Count == 2);
        Assert.Empty(await _supervisor.StopAsync(TimeSpan.FromSeconds(30)));
        Assert.NotNull(await _fixture.Reader.FindAsync(SinkFixture.Record(1).Id, default));
    }

    [Fact]
    public async Task What_a_destination_requires_is_no_trace_that_may_be_given_up()
    {
        _fixture.Configuration.SetDestinations(Entry("audit") with { Required = true }, Entry("one"));
        _supervisor.Prepare(_fixture.Configuration.Current!);

        Assert.Equal(
            [("segments", SinkKind.Log), ("destination/audit", SinkKind.Log), ("destination/one", SinkKind.Trace)],
            _journal.Registered.Select(sink => (sink.Name, sink.Kind)));
        await _supervisor.StopAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Sinks_are_registered_before_the_first_call_can_come()
    {
        _fixture.Configuration.SetDestinations(Entry("one"), Entry("off") with { Enabled = false });
        _supervisor.Prepare(_fixture.Configuration.Current!);

        Assert.Equal(["segments", "destination/one"], _journal.Sinks);
        Assert.Empty(await _supervisor.StopAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_destination_that_a_later_configuration_adds_is_registered_before_that_is_in_force()
    {
        _fixture.Configuration.SetDestinations(Entry("one"));
        _supervisor.Prepare(_fixture.Configuration.Current!);
        await Eventually(() => _supervisor.Statuses().Count == 2);
        _fixture.Configuration.SetDestinations(Entry("two"));
        var next = _fixture.Configuration.Current!;
        _fixture.Configuration.SetDestinations(Entry("one"));

        _supervisor.Prepare(next);

        Assert.Contains("destination/two", _journal.Sinks);
        Assert.Empty(await _supervisor.StopAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Destinations_come_and_go_with_the_configuration()
    {
        _fixture.Configuration.SetDestinations(Entry("one"), Entry("two"));
        _supervisor.Prepare(_fixture.Configuration.Current!);
        await Eventually(() => _supervisor.Statuses().Count == 3);

        _fixture.Configuration.SetDestinations(Entry("two"), Entry("three") with { Type = "of-a-newer-operator" }, Entry("four") with { Enabled = false });
        await Eventually(() => _journal.Sinks.Count == 2);

        Assert.Equal(["segments", "destination/two"], _journal.Sinks);
        Assert.Equal(SinkState.Unsupported, _supervisor.Statuses().Single(status => status.Name == "destination/three").State);
        Assert.DoesNotContain(_supervisor.Statuses(), status => status.Name is "destination/one" or "destination/four");
        await _supervisor.StopAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_dead_destination_delays_neither_the_store_nor_another_destination()
    {
        _receiver.Answer = (context, _) => context.Request.Path == "/hook/dead" ? _receiver.HangAsync() : Task.CompletedTask;
        _fixture.Configuration.SetDestinations(
            Entry("one") with { Config = new Dictionary<string, string> { ["url"] = _receiver.Url + "/dead" } }, Entry("two"));
        _supervisor.Prepare(_fixture.Configuration.Current!);
        await Eventually(() => _supervisor.Statuses().Count == 3);
        for (int i = 1; i <= 50; i++)
            _journal.Append(SinkFixture.Row(SinkFixture.Record(i)));

        await Eventually(() => _supervisor.Statuses().Single(status => status.Name == "destination/two").Delivered == 50);

        Assert.Equal([new("destination/one", 50)], await _supervisor.StopAsync(GraceForOthers));
        Assert.Equal(0, _journal.Acknowledged("destination/one"));
        Assert.Equal(50, _fixture.Objects("records").SelectMany(File.ReadLines).Count());
    }

    [Fact]
    public async Task The_store_of_content_for_use_comes_with_its_switch_and_leaves_nothing_when_it_goes()
    {
        bool reachable = false;
        _fixture.Open = (settings, _) => new FaultyStore(_fixture.Bucket(settings)) { FailBefore = _ => !reachable };
        SwitchDataUse(true);
        _supervisor.Prepare(_fixture.Configuration.Current!);
        Assert.Equal(["segments", "data-use"], _journal.Sinks);
        await Eventually(() => _supervisor.Statuses().Count == 2);
        _journal.Append(SinkFixture.Row(SinkFixture.Record(1)), SinkFixture.Content("used"));
        string folder = _fixture.SpoolFolder + "-data-use";
        await Eventually(() => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any());

        SwitchDataUse(false);
        await Eventually(() => !Directory.Exists(folder));
        Assert.Equal(["segments"], _journal.Sinks);
        Assert.Equal("segments", Assert.Single(_supervisor.Statuses()).Name);
        reachable = true;
        Assert.Empty(await _supervisor.StopAsync(TimeSpan.FromSeconds(30)));

        Assert.Empty(_fixture.ObjectsOf("platform", "content"));
        Assert.Single(_fixture.Objects("content"));
    }

    [Fact]
    public async Task What_was_sealed_for_use_is_gone_if_the_switch_is_off_at_the_next_start()
    {
        string folder = _fixture.SpoolFolder + "-data-use";
        SwitchDataUse(true);
        using (var before = _fixture.DataUse())
        {
            before.Add(SinkFixture.Entry(1));
            _fixture.Open = (_, _) => new FaultyStore(_fixture.Bucket(new() { Bucket = "platform" })) { FailBefore = _ => true };
            await before.FlushAsync(default);
        }
        Assert.True(File.Exists(Path.Combine(folder, "sealed.json")));
        SwitchDataUse(false);
        _supervisor.Prepare(_fixture.Configuration.Current!);

        Assert.False(Directory.Exists(folder));
        Assert.Equal(["segments"], _journal.Sinks);
        await _supervisor.StopAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_parked_store_is_tried_again_as_soon_as_its_credential_changes_and_shows_in_the_metrics_until_then()
    {
        string? granted = null;
        _fixture.Open = (settings, credential) => new FaultyStore(_fixture.Bucket(settings))
        {
            FailBefore = _ => credential != granted,
            Fault = () => new ObjectStoreException(StoreFault.Forbidden, "gs://a: grant it", 403),
        };
        _fixture.Configuration.Set(config => config with { Store = new() { Bucket = "a", CredentialFile = "store-records" } });
        _fixture.Configuration.SetSecrets(("store-records", "bad"));
        _supervisor.Prepare(_fixture.Configuration.Current!);
        await Eventually(() => _supervisor.Statuses().Count == 1);
        for (int i = 1; i <= 3; i++)
            _journal.Append(SinkFixture.Row(SinkFixture.Record(i)));
        await Eventually(() => _supervisor.Statuses()[0].State == SinkState.Parked);
        Assert.Equal([("k8srouter_sink_parked", "segments", "forbidden")], Parked());
        Assert.Equal("gs://a: grant it", _supervisor.Statuses()[0].Remedy);

        granted = "good";
        _fixture.Configuration.SetSecrets(("store-records", "good"));
        await Eventually(() => _supervisor.Statuses()[0].Delivered == 3);

        Assert.Empty(Parked());
        Assert.Empty(await _supervisor.StopAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(3, SinkFixture.Ids(_fixture.ObjectsOf("a", "records")).Length);
    }

    [Fact]
    public async Task A_parked_destination_is_tried_again_as_soon_as_its_credential_changes_and_loses_nothing()
    {
        _receiver.Answer = (context, _) => Receiver.Status(context, context.Request.Headers["X-Key"] == "good" ? 200 : 401);
        _fixture.Configuration.SetDestinations(
            Entry("one") with { SecretFiles = new Dictionary<string, string> { ["headers.X-Key"] = "key" } });
        _fixture.Configuration.SetSecrets(("key", "bad"));
        _supervisor.Prepare(_fixture.Configuration.Current!);
        await Eventually(() => _supervisor.Statuses().Count == 2);
        for (int i = 1; i <= 3; i++)
            _journal.Append(SinkFixture.Row(SinkFixture.Record(i)));
        await Eventually(() => _supervisor.Statuses()[0].State == SinkState.Parked);
        Assert.Equal([("k8srouter_sink_parked", "destination/one", "http_401")], Parked());
        Assert.Contains("credential", _supervisor.Statuses()[0].Remedy, StringComparison.Ordinal);

        _fixture.Configuration.SetSecrets(("key", "good"));
        await Eventually(() => _supervisor.Statuses()[0].Delivered == 3);

        Assert.Empty(Parked());
        Assert.Empty(_supervisor.Statuses()[0].Dropped);
        Assert.Empty(await _supervisor.StopAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_configuration_that_came_just_before_the_end_is_applied_before_it()
    {
        _fixture.Configuration.SetDestinations(Entry("one"));
        _journal.Append(SinkFixture.Row(SinkFixture.Record(1)), SinkFixture.Content("hi"));
        _supervisor.Prepare(_fixture.Configuration.Current!);

        Assert.Empty(await _supervisor.StopAsync(TimeSpan.FromSeconds(30)));

        Assert.Single(_fixture.Objects("records"));
        Assert.Single(_receiver.Got);
    }

    [Fact]
    public async Task At_the_end_it_says_how_many_generations_remain_for_which_sink()
    {
        _fixture.OwnStore = new FaultyStore(_fixture.Store) { FailBefore = _ => true };
        _supervisor.Prepare(_fixture.Configuration.Current!);
        for (int i = 1; i <= 7; i++)
            _journal.Append(SinkFixture.Row(SinkFixture.Record(i)));

        Assert.Equal([new("segments", 7)], await _supervisor.StopAsync(GraceForOthers));
    }

    private static List<(string Name, string Sink, string Reason)> Parked()
    {
        var seen = new List<(string, string, string)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "k8srouter_sink_parked")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string)tag.Value!);
            Assert.Equal(1, value);
            seen.Add((instrument.Name, labels["sink"], labels["reason"]));
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }

    private void SwitchDataUse(bool on) => _fixture.Configuration.Set(config => config with
    {
        DataUse = new() { Enabled = on, Store = new() { Bucket = "platform" } },
    });

    private static async Task Eventually(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(5, limit.Token);
    }

    private DestinationEntry Entry(string name) => new()
    {
        Name = name,
        Id = "d-" + name,
        Type = "webhook",
        AllowPlaintext = true,
        ContentMode = ContentModes.Full,
        Config = new Dictionary<string, string> { ["url"] = _receiver.Url },
    };
}

using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
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

    public async Task InitializeAsync()
    {
        _receiver = await Receiver.StartAsync();
        _supervisor = new(
            _journal, _fixture.Configuration, _fixture.Store, "p", _fixture.SpoolFolder, _client,
            new() { Linger = TimeSpan.Zero, FirstRetry = TimeSpan.FromMilliseconds(1) }, _fixture.Metrics, TimeProvider.System,
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

        Assert.Equal(["destination/one"], await _supervisor.StopAsync(TimeSpan.FromMilliseconds(300)));
        Assert.Equal(0, _journal.Acknowledged("destination/one"));
        Assert.Equal(50, _fixture.Objects("records").SelectMany(File.ReadLines).Count());
    }

    private static async Task Eventually(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
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

using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Events.Redis;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Sinks.Redis;

namespace K8sRouter.Sidecar.Tests.Sinks;

/// <summary>Traces and events on their way when they may no longer be sent there, or not with what they hold.</summary>
public sealed class TraceWithdrawalTests : IAsyncLifetime, IDisposable
{
    private const string Logged = "\"k8srouter.content\"";

    private readonly SinkFixture _fixture = new();
    private readonly HttpClient _client = DestinationHttp.CreateClient(allowPrivate: true);
    private Receiver _receiver = null!;
    private Receiver _other = null!;

    /// <summary>How a destination loses the content or the trace; of the zero-retention call that it might have had.</summary>
    private Dictionary<string, Func<DestinationEntry, DestinationEntry?>> Withdrawals => new()
    {
        ["disabled"] = entry => entry with { Enabled = false },
        ["deleted"] = _ => null,
        ["content reduced to references"] = entry => entry with { ContentMode = ContentModes.Reference },
        ["content reduced to none"] = entry => entry with { ContentMode = ContentModes.None },
        ["keys narrowed"] = entry => entry with { ApiKeyHashes = ["another"] },
        ["sample narrowed"] = entry => entry with { SamplingRate = 0.0001m },
        ["regions changed"] = entry => entry with { Regions = ["europe"] },
        ["sent elsewhere"] = entry => entry with { Config = new Dictionary<string, string> { ["url"] = _other.Url } },
        ["no longer without retention"] = entry => entry with { ZeroRetention = false },
    };

    public static TheoryData<string, Stage> Cases()
    {
        var cases = new TheoryData<string, Stage>();
        foreach (var stage in Enum.GetValues<Stage>())
        {
            foreach (string name in (string[])["disabled", "deleted", "content reduced to references", "content reduced to none",
                "keys narrowed", "sample narrowed", "regions changed", "sent elsewhere", "no longer without retention"])
                cases.Add(name, stage);
        }
        return cases;
    }

    public async Task InitializeAsync() => (_receiver, _other) = (await Receiver.StartAsync(), await Receiver.StartAsync());

    public async Task DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _other.DisposeAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _fixture.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task No_attempt_brings_a_destination_what_it_may_not_have_any_more(string withdrawal, Stage stage)
    {
        var change = Withdrawals[withdrawal];
        var entry = Entry(ContentModes.Full) with { ZeroRetention = true };

        var attempts = await AttemptsAsync(entry, stage, () => _fixture.Configuration.SetDestinations(change(entry) is { } next ? [next] : []));

        Assert.DoesNotContain(attempts, body => body.Contains("prompt 1", StringComparison.Ordinal));
        bool isSentThere = withdrawal is "content reduced to references" or "content reduced to none" or "no longer without retention";
        Assert.Equal(isSentThere, attempts.Length > 0);
        Assert.Equal(withdrawal == "sent elsewhere", _other.Got.Any(got => got.Body.Contains("prompt 1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Stage.InTheJournal)]
    [InlineData(Stage.Read)]
    [InlineData(Stage.RequestRunning)]
    [InlineData(Stage.BackingOff)]
    public async Task A_reference_isnt_sent_to_content_that_will_not_be_logged(Stage stage)
    {
        var entry = Entry(ContentModes.Reference);

        var attempts = await AttemptsAsync(entry, stage, () => _fixture.Configuration.Set(
            config => config with { InputOutputLogging = config.InputOutputLogging with { Enabled = false } }));

        Assert.All(attempts, body => Assert.Contains("not_logged", body, StringComparison.Ordinal));
        Assert.NotEmpty(attempts);
        Assert.All(attempts, body => Assert.Contains(Logged, body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_that_is_none_of_the_destinations_lets_a_request_go_on()
    {
        var attempts = await AttemptsAsync(Entry(ContentModes.Full), Stage.RequestRunning, () =>
        {
            _fixture.Configuration.Set(config => config with { Policy = new() { ForwardTraceContext = true } });
            _receiver.Release();
        });

        Assert.Empty(attempts);
        Assert.Single(_receiver.Got);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_redis_server_that_is_no_longer_named_gets_nothing_that_it_has_not_got(bool switchedOff)
    {
        var opened = new List<HangingRedis>();
        Task<IRedisConnection> Open(RedisSettings settings, string? password, CancellationToken end)
        {
            opened.Add(new(settings.Address, hangs: opened.Count == 0));
            return Task.FromResult<IRedisConnection>(opened[^1]);
        }
        _fixture.Configuration.Set(config => config with { Events = new() { Address = "one:6379" } });
        using var sink = new RedisEventSink(_fixture.Configuration, new RedisLink(Open), _fixture.Progress("events"));
        sink.Add(SinkFixture.Entry(1));
        var sending = sink.FlushAsync(default);
        await opened[0].Asked;

        _fixture.Configuration.Set(config => config with { Events = switchedOff ? null : new() { Address = "two:6379" } });

        Assert.True((await sending).IsWithdrawn);
        Assert.True((await sink.FlushAsync(default)).IsDone);
        Assert.True(opened[0].IsClosed);
        Assert.Equal(switchedOff ? ["one:6379"] : ["one:6379", "two:6379"], opened.Select(connection => connection.Address));
        Assert.Null(sink.FlushDue);
    }

    /// <summary>Brings a generation to a stage, withdraws, delivers, and tells what the destination was sent from then on.</summary>
    private async Task<string[]> AttemptsAsync(DestinationEntry entry, Stage stage, Action withdraw)
    {
        _fixture.Configuration.SetDestinations(entry);
        using var sink = new DestinationSink("one", _fixture.Configuration, _client, _fixture.Progress("destination/one"), new(), _fixture.Clock);
        if (stage == Stage.InTheJournal)
            withdraw();
        var record = SinkFixture.Record(1) with { ZeroDataRetention = entry.ZeroRetention is true };
        sink.Add(new(new JournalPosition(1, 100), SinkFixture.Row(record), SinkFixture.Content("prompt 1")));
        if (stage == Stage.Read)
            withdraw();
        int before = 0;
        if (stage is Stage.RequestRunning or Stage.BackingOff)
        {
            var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _receiver.Answer = (context, _) =>
            {
                arrived.TrySetResult();
                return stage == Stage.BackingOff ? Receiver.Status(context, 503) : _receiver.HangAsync();
            };
            var running = sink.FlushAsync(default);
            await arrived.Task;
            if (stage == Stage.BackingOff)
                Assert.Equal("http_503", (await running).Code);
            before = _receiver.Got.Count;
            _receiver.Answer = (_, _) => Task.CompletedTask;
            withdraw();
            // A request that isn't abandoned ends by its time limit.
            while (await Task.WhenAny(running, Task.Delay(20)) != running)
                _fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        while (sink.FlushDue is not null)
            await sink.FlushAsync(default);
        return [.. _receiver.Got.Skip(before).Select(got => got.Body)];
    }

    private DestinationEntry Entry(string contentMode) => new()
    {
        Name = "one",
        Id = "d-1",
        Type = "webhook",
        AllowPlaintext = true,
        ContentMode = contentMode,
        Config = new Dictionary<string, string> { ["url"] = _receiver.Url },
    };

    public enum Stage
    {
        InTheJournal,
        Read,
        RequestRunning,
        BackingOff,
    }

    /// <summary>A server that the first time takes commands and never answers.</summary>
    private sealed class HangingRedis(string address, bool hangs) : IRedisConnection
    {
        public bool IsLost => false;

        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Address => address;

        public Task Asked => _asked.Task;

        public bool IsClosed { get; private set; }

        public Task SendAsync(IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            return hangs ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
        }

        public void Dispose() => IsClosed = true;
    }
}

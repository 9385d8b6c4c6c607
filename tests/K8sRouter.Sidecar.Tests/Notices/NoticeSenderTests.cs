using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events;
using K8sRouter.Sidecar.Notices;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Tests.Sinks;
using K8sRouter.Testing;
using K8sRouter.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Sidecar.Tests.Notices;

/// <summary>Notices on their way to a real server, also one that stops or hangs.</summary>
public sealed class NoticeSenderTests : IAsyncLifetime, IDisposable
{
    private const string Stream = "k8srouter:w-1:notices";

    private readonly SinkFixture _fixture = new();
    private readonly Meter _meter = new("k8srouter");
    private readonly NoticeQueue _queue;
    private readonly NoticeBoard _board;
    private RedisServerProcess _server = null!;
    private NoticeSender? _sender;

    public NoticeSenderTests()
    {
        _queue = new(new NoticeMetrics(_meter), capacity: 100);
        _board = new(_fixture.Configuration, new Generations.MemoryJournal(), new EventFeed(), _queue, TimeProvider.System);
    }

    public async Task InitializeAsync()
    {
        _server = await RedisServerProcess.StartAsync();
        _fixture.Configuration.Set(config => config with { Events = new() { Address = _server.Address, Tls = false, MaxLength = 50 } });
    }

    public async Task DisposeAsync()
    {
        if (_sender is not null)
        {
            await _sender.StopAsync(TimeSpan.Zero);
            _sender.Dispose();
        }
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _meter.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task A_notice_is_in_a_stream_of_its_own_and_told_to_listeners()
    {
        await using var listener = await _server.ConnectAsync();
        await listener.AskAsync("SUBSCRIBE", "k8srouter:w-1:events");
        Start();

        Tell(1);

        await Eventually(() => _queue.Status().Delivered == 1);
        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal(SinkName(1), Name(entry));
        Assert.Equal("io.k8srouter.sink.v1", entry.GetProperty("type").GetString());
        var told = (object?[])(await listener.ReadAsync())!;
        Assert.Equal(entry.GetRawText(), told[2]);
        await using var probe = await _server.ConnectAsync();
        Assert.Equal(0L, await probe.AskAsync("EXISTS", "k8srouter:w-1:generations"));
    }

    [Fact]
    public async Task The_stream_is_trimmed_to_about_its_length()
    {
        Start();
        for (int i = 1; i <= 300; i++)
        {
            Tell(i);
            if (i % 50 == 0)
                await Eventually(() => _queue.Status().Waiting == 0);
        }

        Assert.InRange((await EntriesAsync()).Count, 50, 70);
        Assert.Equal(300, _queue.Status().Delivered);
    }

    [Fact]
    public async Task While_the_server_is_down_as_many_as_may_wait_do_and_the_rest_is_counted()
    {
        await _server.StopAsync();
        Start();
        Tell(1);
        await Eventually(() => _queue.Status().LastError is not null);
        Assert.Equal("unreachable", _queue.Status().LastError);
        for (int i = 2; i <= 130; i++)
            Tell(i);
        Assert.Equal((100, 30), (_queue.Status().Waiting, _queue.Status().Dropped["queue_full"]));

        await _server.StartAgainAsync();

        await Eventually(() => _queue.Status().Delivered == 100);
        Assert.Equal(
            Enumerable.Range(1, 100).Select(SinkName).TakeLast(50), (await EntriesAsync()).Select(Name).Distinct().TakeLast(50));
        Assert.Null(_queue.Status().LastError);
        Tell(200);
        await Eventually(() => _queue.Status().Delivered == 101);
    }

    [Fact]
    public async Task A_server_that_hangs_holds_up_nobody_who_reports()
    {
        Start();
        Tell(1);
        await Eventually(() => _queue.Status().Delivered == 1);
        _server.Freeze();
        try
        {
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < 10_000; i++)
                Tell(i);
            // A wait for the server would be seconds, each.
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(30));
            Assert.Equal((100, 9_900), (_queue.Status().Waiting, _queue.Status().Dropped["queue_full"]));
            await Eventually(() => _queue.Status().LastError == SinkFaults.Timeout);
        }
        finally
        {
            _server.Thaw();
        }

        await Eventually(() => _queue.Status().Delivered == 101);
    }

    [Fact]
    public async Task Where_events_are_switched_off_meanwhile_what_waits_is_dropped_and_counted()
    {
        Tell(1);
        _fixture.Configuration.Set(config => config with { Events = null });

        Start();

        await Eventually(() => _queue.Status().Waiting == 0);
        Assert.Equal((0, 1), (_queue.Status().Delivered, _queue.Status().Dropped[NoticeLosses.SwitchedOff]));
    }

    [Fact]
    public async Task At_the_end_what_waits_is_tried_once_more_and_else_counted()
    {
        Tell(1);
        Start();
        await _sender!.StopAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, _queue.Status().Delivered);
        Tell(2);
        Assert.Equal((0, 1), (_queue.Status().Waiting, _queue.Status().Dropped[NoticeLosses.Shutdown]));
    }

    [Fact]
    public async Task An_end_without_a_server_drops_what_waits_and_is_over()
    {
        await _server.StopAsync();
        for (int i = 0; i < 100; i++)
            Tell(i);
        Start(new() { FirstRetry = TimeSpan.FromHours(1), LongestRetry = TimeSpan.FromHours(1) });
        await Eventually(() => _queue.Status().LastError is not null);

        await _sender!.StopAsync(TimeSpan.FromSeconds(30)).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal((0, 100), (_queue.Status().Waiting, _queue.Status().Dropped[NoticeLosses.Shutdown]));
    }

    [Fact]
    public async Task The_connection_is_closed_when_nothing_comes_for_a_while_and_opened_again()
    {
        Start(clock: _fixture.Clock);
        Tell(1);
        await Eventually(() => _queue.Status().Delivered == 1);
        Assert.NotEqual(0, await ClientsAsync());

        await EventuallyAsync(async () =>
        {
            _fixture.Clock.Advance(TimeSpan.FromSeconds(11));
            return await ClientsAsync() == 0;
        });

        Tell(2);
        await Eventually(() => _queue.Status().Delivered == 2);
    }

    private void Start(SinkOptions? pace = null, TimeProvider? clock = null)
    {
        _sender = new(
            _fixture.Configuration, new(SinkFixture.Redis), _queue,
            pace ?? new() { FirstRetry = TimeSpan.FromMilliseconds(20), LongestRetry = TimeSpan.FromMilliseconds(200) },
            clock ?? TimeProvider.System, NullLogger<NoticeSender>.Instance);
        _sender.Start();
    }

    private void Tell(int number) => _board.Changed(new(SinkName(number), SinkEventStates.Failing, "http_503"));

    private static string SinkName(int number) => $"destination/{number}";

    private static string? Name(JsonElement told) => told.GetProperty("data").GetProperty("sink").GetString();

    private async Task<IReadOnlyList<JsonElement>> EntriesAsync()
    {
        await using var probe = await _server.ConnectAsync();
        var entries = (object?[])(await probe.AskAsync("XRANGE", Stream, "-", "+"))!;
        return [.. entries.Select(entry => JsonElement.Parse((string)((object?[])((object?[])entry!)[1]!)[5]!))];
    }

    private async Task<int> ClientsAsync()
    {
        await using var probe = await _server.ConnectAsync();
        var list = (string)(await probe.AskAsync("CLIENT", "LIST"))!;
        return list.Split('\n').Count(line => line.Contains("name=k8srouter", StringComparison.Ordinal));
    }

    private static Task Eventually(Func<bool> condition) => EventuallyAsync(() => Task.FromResult(condition()));

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await condition())
            await Task.Delay(20, patience.Token);
    }
}

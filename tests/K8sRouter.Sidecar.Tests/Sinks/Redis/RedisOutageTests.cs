using System.Diagnostics;
using System.Diagnostics.Metrics;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Destinations;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Hosting;
using K8sRouter.Sidecar.Journal;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Sidecar.Tests.Sinks.Redis;

/// <summary>The journal on disk, all sinks, and a real server that stops or hangs.</summary>
public sealed class RedisOutageTests : IAsyncLifetime, IDisposable
{
    private readonly SinkFixture _fixture = new();
    private readonly Meter _meter = new("k8srouter");
    private readonly HttpClient _client = DestinationHttp.CreateClient(allowPrivate: true);
    private RedisServerProcess _server = null!;
    private JournalHolder _journal = null!;
    private SinkSupervisor _sinks = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisServerProcess.StartAsync();
        _fixture.Configuration.SetSecrets((ConfigFiles.JournalKey, Convert.ToBase64String(new byte[32])));
        _fixture.Configuration.Set(config => config with { Events = new() { Address = _server.Address, Tls = false } });
        _journal = NewJournal();
        _sinks = NewSinks();
    }

    public async Task DisposeAsync()
    {
        await _sinks.StopAsync(TimeSpan.Zero);
        _sinks.Dispose();
        await _journal.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _client.Dispose();
        _meter.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task A_server_stopped_and_started_in_the_middle_gets_every_event()
    {
        await AppendAsync(1, 100);
        await Eventually(async () => (await IdsAsync()).Count == 100);
        await _server.StopAsync();
        await AppendAsync(101, 200);
        await Eventually(() => Task.FromResult(Status().State == SinkState.Retrying));
        Assert.Equal(SinkFaults.Unreachable, Status().LastError);
        await _server.StartAgainAsync();
        await AppendAsync(201, 300);

        await Eventually(async () => (await IdsAsync()).Count == 300);

        Assert.Equal(Enumerable.Range(1, 300).Select(i => SinkFixture.Record(i).Id), await IdsAsync());
        Assert.Equal((300, SinkState.Running), (Status().Delivered, Status().State));
    }

    [Fact]
    public async Task A_sidecar_that_ends_meanwhile_delivers_after_its_restart()
    {
        await AppendAsync(1, 10);
        await Eventually(() => Task.FromResult(Status().Delivered == 10));
        await _server.StopAsync();
        await AppendAsync(11, 20);

        var remaining = await _sinks.StopAsync(TimeSpan.FromMilliseconds(200));
        Assert.InRange(remaining["events"], 10, 20);
        _sinks.Dispose();
        await _journal.DisposeAsync();
        await _server.StartAgainAsync();
        _journal = NewJournal();
        _sinks = NewSinks();

        await Eventually(async () => (await IdsAsync()).Count == 20);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => SinkFixture.Record(i).Id), await IdsAsync());
    }

    [Fact]
    public async Task A_server_that_hangs_delays_no_call_and_no_other_sink_and_loses_nothing()
    {
        await AppendAsync(1, 10);
        await Eventually(() => Task.FromResult(Status().Delivered == 10));
        _server.Freeze();
        try
        {
            var began = Stopwatch.GetTimestamp();
            await AppendAsync(11, 210);
            // What a call waits for is the append; a server that answers nothing would hold each of the 200 back for seconds.
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(60));
            await Eventually(() => Task.FromResult(Status("segments").Delivered == 210));
            await Eventually(() => Task.FromResult(Status().State == SinkState.Retrying));
            Assert.Equal((10, SinkFaults.Timeout), (Status().Delivered, Status().LastError));
        }
        finally
        {
            _server.Thaw();
        }

        await Eventually(() => Task.FromResult(Status().Delivered == 210));
        Assert.Equal(Enumerable.Range(1, 210).Select(i => SinkFixture.Record(i).Id), (await IdsAsync()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_server_that_becomes_a_replica_is_tried_again_and_gets_every_event_as_a_primary()
    {
        await AppendAsync(1, 10);
        await Eventually(() => Task.FromResult(Status().Delivered == 10));
        await using var probe = await _server.ConnectAsync();
        await probe.AskAsync("REPLICAOF", "127.0.0.1", "1");
        await AppendAsync(11, 20);
        await Eventually(() => Task.FromResult(Status().LastError == SinkFaults.ReadOnly));
        Assert.Equal((10, SinkState.Retrying), (Status().Delivered, Status().State));

        await probe.AskAsync("REPLICAOF", "NO", "ONE");

        await Eventually(() => Task.FromResult(Status().Delivered == 20));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => SinkFixture.Record(i).Id), await IdsAsync());
    }

    [Fact]
    public async Task A_users_password_that_is_changed_loses_nothing_and_the_new_one_is_taken_at_once()
    {
        await using var probe = await _server.ConnectAsync();
        await probe.AskAsync("ACL", "SETUSER", "team-a", "on", ">canary-old", "~k8srouter:*", "&k8srouter:*", "+@all");
        _fixture.Configuration.SetSecrets(
            (ConfigFiles.JournalKey, Convert.ToBase64String(new byte[32])), (ConfigFiles.EventsCredential, "canary-old"));
        _fixture.Configuration.Set(config => config with
        {
            Events = new() { Address = _server.Address, Tls = false, Username = "team-a", CredentialFile = ConfigFiles.EventsCredential },
        });
        await AppendAsync(1, 10);
        await Eventually(() => Task.FromResult(Status().Delivered == 10));

        // A connection that is open goes on as before: Redis asks for the password when one begins.
        await probe.AskAsync("ACL", "SETUSER", "team-a", "resetpass", ">canary-new");
        await AppendAsync(11, 20);
        await Eventually(() => Task.FromResult(Status().Delivered == 20));

        await probe.AskAsync("CLIENT", "KILL", "USER", "team-a");
        await AppendAsync(21, 30);
        await Eventually(() => Task.FromResult(Status().State == SinkState.Parked));
        Assert.Equal((20, SinkFaults.Forbidden), (Status().Delivered, Status().LastError));
        Assert.Contains("refuses the password of the user 'team-a'", Status().Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", Status().ToString(), StringComparison.Ordinal);

        _fixture.Configuration.SetSecrets(
            (ConfigFiles.JournalKey, Convert.ToBase64String(new byte[32])), (ConfigFiles.EventsCredential, "canary-new"));

        await Eventually(() => Task.FromResult(Status().Delivered == 30));
        Assert.Equal(Enumerable.Range(1, 30).Select(i => SinkFixture.Record(i).Id), await IdsAsync());
    }

    [Fact]
    public async Task A_server_that_drops_TLS_gets_nothing_until_it_speaks_it_again()
    {
        await using var secure = await RedisServerProcess.StartAsync(tls: true);
        _fixture.Configuration.Set(config => config with
        {
            Events = new() { Address = secure.Address, CertificateAuthority = secure.Certificate!.Pem },
        });
        await AppendAsync(1, 10);
        await Eventually(() => Task.FromResult(Status().Delivered == 10));
        await secure.StopAsync();
        await secure.StartAgainAsync(tls: false);
        await AppendAsync(11, 20);
        await Eventually(() => Task.FromResult(Status().LastError == SinkFaults.Tls));
        await using (var clear = await secure.ConnectAsync())
        {
            Assert.Equal(10L, await clear.AskAsync("XLEN", "k8srouter:w-1:generations"));
        }

        await secure.StopAsync();
        await secure.StartAgainAsync(tls: true);

        await Eventually(() => Task.FromResult(Status().Delivered == 20));
        await using var probe = await secure.ConnectAsync();
        Assert.Equal(20L, await probe.AskAsync("XLEN", "k8srouter:w-1:generations"));
    }

    [Fact]
    public async Task Without_a_server_there_is_no_sink_and_no_connection()
    {
        await Eventually(() => Task.FromResult(_sinks.Statuses().Count == 2));
        await AppendAsync(1, 1);
        await Eventually(() => Task.FromResult(Status().Delivered == 1));
        Assert.InRange(await ClientsAsync(), 1, 2);

        _fixture.Configuration.Set(config => config with { Events = null });

        await Eventually(() => Task.FromResult(_sinks.Statuses().Count == 1));
        await Eventually(async () => await ClientsAsync() == 0);
        Assert.DoesNotContain("events", _journal.Backlog().Keys);
    }

    private JournalHolder NewJournal()
    {
        var options = new SidecarOptions { ConfigDirectory = "", JournalDirectory = Path.Combine(Path.GetDirectoryName(_fixture.SpoolFolder)!, "journal") };
        var journal = new JournalHolder(options, TimeProvider.System, NullLogger<DiskJournal>.Instance, _meter);
        journal.Prepare(_fixture.Configuration.Current!.Credentials);
        return journal;
    }

    private SinkSupervisor NewSinks()
    {
        var sinks = new SinkSupervisor(
            _journal, _fixture.Configuration, _fixture.Stores, SinkFixture.Redis, _fixture.SpoolFolder, _client,
            new()
            {
                Linger = TimeSpan.Zero,
                SegmentAge = TimeSpan.FromMilliseconds(50),
                FirstRetry = TimeSpan.FromMilliseconds(20),
                LongestRetry = TimeSpan.FromMilliseconds(200),
                AcknowledgeInterval = TimeSpan.FromMilliseconds(10),
            },
            _fixture.Metrics, TimeProvider.System, NullLogger<SinkSupervisor>.Instance);
        sinks.Prepare(_fixture.Configuration.Current!);
        return sinks;
    }

    private async Task AppendAsync(int first, int last)
    {
        for (int i = first; i <= last; i++)
        {
            // On a machine that is busy for a quarter of a second an append is given up, and counted as lost.
            while (await _journal.AppendFinishedAsync(SinkFixture.Record(i), null) != AppendResult.Written)
                await Task.Delay(20);
        }
    }

    private SinkStatus Status(string sink = "events") => _sinks.Statuses().FirstOrDefault(status => status.Name == sink)
        ?? new() { Name = sink, State = SinkState.Stopped };

    /// <summary>Ids in the stream, each once, as first seen.</summary>
    private async Task<IReadOnlyList<string>> IdsAsync()
    {
        await using var probe = await _server.ConnectAsync();
        var entries = (object?[])(await probe.AskAsync("XRANGE", "k8srouter:w-1:generations", "-", "+"))!;
        return [.. entries.Select(entry => (string)((object?[])((object?[])entry!)[1]!)[1]!).Distinct()];
    }

    /// <summary>Connections other than the one that asks.</summary>
    private async Task<int> ClientsAsync()
    {
        await using var probe = await _server.ConnectAsync();
        var list = (string)(await probe.AskAsync("CLIENT", "LIST"))!;
        return list.Split('\n').Count(line => line.Contains("name=k8srouter", StringComparison.Ordinal));
    }

    private async Task Eventually(Func<Task<bool>> condition)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60))
                throw new TimeoutException($"It doesn't come about: {string.Join("; ", _sinks.Statuses())}");
            await Task.Delay(20);
        }
    }
}

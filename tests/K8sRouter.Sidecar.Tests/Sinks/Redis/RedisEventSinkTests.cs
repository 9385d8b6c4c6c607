using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Sinks.Redis;
using K8sRouter.Testing.Redis;

namespace K8sRouter.Sidecar.Tests.Sinks.Redis;

public sealed class RedisEventSinkTests : IDisposable
{
    private const string Stream = "k8srouter:w-1:generations";

    private readonly SinkFixture _fixture = new();
    private readonly SinkProgress _progress;
    private readonly RedisEventSink _sink;

    public RedisEventSinkTests()
    {
        _progress = _fixture.Progress("events");
        _sink = new(_fixture.Configuration, new RedisLink(SinkFixture.Redis), _progress);
    }

    public void Dispose()
    {
        _sink.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task A_generation_is_in_the_stream_under_its_id_and_told_to_listeners_as_the_same_event()
    {
        await using var server = await RedisServerProcess.StartAsync();
        Use(server, redis => redis with { TtlSeconds = 777 });
        await using var listener = await server.ConnectAsync();
        await listener.AskAsync("SUBSCRIBE", "k8srouter:w-1:events");
        _sink.Add(SinkFixture.Entry(1));

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        string id = SinkFixture.Record(1).Id;
        await using var probe = await server.ConnectAsync();
        var entry = Assert.Single(await EntriesAsync(probe));
        Assert.Equal((id, "io.k8srouter.generation.v1"), (entry["id"], entry["type"]));
        var told = JsonElement.Parse(entry["event"]);
        Assert.Equal(id, told.GetProperty("id").GetString());
        Assert.Equal("1.0", told.GetProperty("specversion").GetString());
        Assert.Equal("openai/gpt-5-mini", told.GetProperty("data").GetProperty("model").GetString());
        Assert.Equal(entry["event"], await probe.AskAsync("GET", $"k8srouter:w-1:generation:{id}"));
        Assert.InRange((long)(await probe.AskAsync("TTL", $"k8srouter:w-1:generation:{id}"))!, 700, 777);
        Assert.Equal(["message", "k8srouter:w-1:events", entry["event"]], (object?[])(await listener.ReadAsync())!);
        Assert.Equal(1, _progress.Status().Delivered);
        Assert.Null(_sink.FlushDue);
    }

    [Fact]
    public async Task No_content_gets_there()
    {
        await using var server = await RedisServerProcess.StartAsync();
        Use(server);
        var record = SinkFixture.Record(1) with { ExternalUser = "canary-user", Trace = "{\"a\":\"canary-trace\"}", UserAgent = "canary-agent" };
        _sink.Add(new(new(1, 100), SinkFixture.Row(record), SinkFixture.Content("canary-prompt")));

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        await using var probe = await server.ConnectAsync();
        var entry = Assert.Single(await EntriesAsync(probe));
        Assert.DoesNotContain("canary", string.Concat(entry.Values), StringComparison.Ordinal);
        Assert.DoesNotContain("answer", string.Concat(entry.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_is_trimmed_to_about_its_length()
    {
        await using var server = await RedisServerProcess.StartAsync();
        Use(server, redis => redis with { MaxLength = 50 });
        for (int i = 1; i <= 300; i++)
            _sink.Add(SinkFixture.Entry(i));

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        await using var probe = await server.ConnectAsync();
        // Whole nodes of 10 are cut off.
        Assert.InRange((long)(await probe.AskAsync("XLEN", Stream))!, 50, 70);
    }

    [Fact]
    public async Task A_password_is_presented_and_a_wrong_or_missing_one_parks_the_sink_until_it_is_right()
    {
        await using var server = await RedisServerProcess.StartAsync(password: "sesame-open");
        Use(server, redis => redis with { CredentialFile = ConfigFiles.EventsCredential });
        _sink.Add(SinkFixture.Entry(1));

        foreach (var secrets in new (string, string)[][] { [], [(ConfigFiles.EventsCredential, "canary-wrong")] })
        {
            _fixture.Configuration.SetSecrets(secrets);
            var refused = await _sink.FlushAsync(default);
            Assert.True(refused.IsParked);
            Assert.Equal(SinkFaults.Forbidden, refused.Code);
            Assert.Contains(server.Address, refused.Remedy, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", refused.Remedy, StringComparison.Ordinal);
        }
        Use(server);
        Assert.Equal(SinkFaults.Forbidden, (await _sink.FlushAsync(default)).Code);

        Use(server, redis => redis with { CredentialFile = ConfigFiles.EventsCredential });
        _fixture.Configuration.SetSecrets((ConfigFiles.EventsCredential, "sesame-open"));
        Assert.True((await _sink.FlushAsync(default)).IsDone);
        await using var probe = await server.ConnectAsync();
        Assert.Single(await EntriesAsync(probe));
    }

    [Fact]
    public async Task Over_TLS_the_servers_certificate_must_come_from_the_named_authority()
    {
        await using var server = await RedisServerProcess.StartAsync(password: "sesame-open", tls: true);
        using var elsewhere = new TemporaryCertificate();
        _fixture.Configuration.SetSecrets((ConfigFiles.EventsCredential, "sesame-open"));
        _sink.Add(SinkFixture.Entry(1));

        foreach (string? authority in new[] { null, elsewhere.Pem })
        {
            Use(server, redis => redis with { Tls = true, CertificateAuthority = authority, CredentialFile = ConfigFiles.EventsCredential });
            var refused = await _sink.FlushAsync(default);
            Assert.True(refused.IsParked);
            Assert.Equal(SinkFaults.Certificate, refused.Code);
        }
        Use(server, redis => redis with
        {
            Tls = true,
            CertificateAuthority = server.Certificate!.Pem,
            CredentialFile = ConfigFiles.EventsCredential,
        });

        Assert.True((await _sink.FlushAsync(default)).IsDone);
        await using var probe = await server.ConnectAsync();
        Assert.Single(await EntriesAsync(probe));
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await using var server = await RedisServerProcess.StartAsync(tls: true, certificateName: "redis.elsewhere");
        Use(server, redis => redis with { Tls = true, CertificateAuthority = server.Certificate!.Pem });
        _sink.Add(SinkFixture.Entry(1));

        Assert.Equal(SinkFaults.Certificate, (await _sink.FlushAsync(default)).Code);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_isnt_mistaken_for_a_wrong_password()
    {
        await using var server = await RedisServerProcess.StartAsync();
        Use(server, redis => redis with { Tls = true });
        _sink.Add(SinkFixture.Entry(1));

        Assert.Equal(SinkFaults.Tls, (await _sink.FlushAsync(default)).Code);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_tried_again_and_gets_what_waited_when_it_comes_back()
    {
        await using var server = await RedisServerProcess.StartAsync();
        Use(server);
        _sink.Add(SinkFixture.Entry(1));
        Assert.True((await _sink.FlushAsync(default)).IsDone);
        await server.StopAsync();
        _sink.Add(SinkFixture.Entry(2));

        var failed = await _sink.FlushAsync(default);
        Assert.Equal((SinkFaults.Unreachable, false), (failed.Code, failed.IsParked));
        Assert.NotNull(_sink.FlushDue);

        await server.StartAgainAsync();
        Assert.True((await _sink.FlushAsync(default)).IsDone);
        await using var probe = await server.ConnectAsync();
        Assert.Equal([SinkFixture.Record(1).Id, SinkFixture.Record(2).Id], (await EntriesAsync(probe)).Select(entry => entry["id"]).Distinct());
    }

    [Fact]
    public async Task A_key_that_is_somebody_elses_parks_the_sink_and_is_left_alone()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var probe = await server.ConnectAsync();
        await probe.AskAsync("SET", Stream, "theirs");
        Use(server);
        _sink.Add(SinkFixture.Entry(1));

        var refused = await _sink.FlushAsync(default);

        Assert.Equal((SinkFaults.Refused, true), (refused.Code, refused.IsParked));
        Assert.Equal("theirs", await probe.AskAsync("GET", Stream));
    }

    [Fact]
    public async Task A_server_without_memory_left_is_tried_again()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var probe = await server.ConnectAsync();
        await probe.AskAsync("CONFIG", "SET", "maxmemory", "1");
        Use(server);
        _sink.Add(SinkFixture.Entry(1));

        var refused = await _sink.FlushAsync(default);
        Assert.Equal((SinkFaults.OutOfMemory, false), (refused.Code, refused.IsParked));

        await probe.AskAsync("CONFIG", "SET", "maxmemory", "0");
        Assert.True((await _sink.FlushAsync(default)).IsDone);
    }

    [Fact]
    public async Task Where_events_were_switched_off_since_nothing_is_sent_and_the_loss_is_counted()
    {
        _fixture.Configuration.Set(config => config with { Events = null });
        _sink.Add(SinkFixture.Entry(1));

        Assert.True((await _sink.FlushAsync(default)).IsDone);

        Assert.Equal(1, _progress.Status().Dropped[SinkFaults.SwitchedOff]);
    }

    private void Use(RedisServerProcess server, Func<RedisSettings, RedisSettings>? change = null)
    {
        var settings = new RedisSettings { Address = server.Address, Tls = false };
        _fixture.Configuration.Set(config => config with { Events = change is null ? settings : change(settings) });
    }

    private static async Task<IReadOnlyList<Dictionary<string, string>>> EntriesAsync(RedisProbe probe) =>
    [
        .. ((object?[])(await probe.AskAsync("XRANGE", Stream, "-", "+"))!)
            .Select(entry => ((object?[])((object?[])entry!)[1]!).Cast<string>().Chunk(2).ToDictionary(pair => pair[0], pair => pair[1])),
    ];

    private sealed class TemporaryCertificate : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k8srouter-certificate-");

        public TemporaryCertificate() => Pem = new RedisCertificate(_folder.FullName).Pem;

        public string Pem { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}

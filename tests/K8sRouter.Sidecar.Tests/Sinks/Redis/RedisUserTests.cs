using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Sinks;
using K8sRouter.Sidecar.Sinks.Redis;
using K8sRouter.Testing.Redis;

namespace K8sRouter.Sidecar.Tests.Sinks.Redis;

/// <summary>A user of a real server's ACL, with the rights that the documentation names and no others.</summary>
public sealed class RedisUserTests : IDisposable
{
    private const string Team = "team-a on >canary-sesame ~team-a:* &team-a:* -@all +xadd +set +publish +ping +echo";

    private readonly SinkFixture _fixture = new();
    private readonly RedisEventSink _sink;

    public RedisUserTests()
    {
        _fixture.Configuration.SetSecrets((ConfigFiles.EventsCredential, "canary-sesame"));
        _sink = new(_fixture.Configuration, new RedisLink(SinkFixture.Redis), _fixture.Progress("events"));
        _sink.Add(SinkFixture.Entry(1));
    }

    public void Dispose()
    {
        _sink.Dispose();
        _fixture.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_workspaces_user_writes_below_its_prefix_and_nowhere_else(bool tls)
    {
        await using var server = await RedisServerProcess.StartWithUsersAsync(tls, Team);
        Use(server);
        await using var probe = await server.ConnectAsync();
        await using var listener = await server.ConnectAsync();
        await listener.AskAsync("SUBSCRIBE", "team-a:w-1:events");

        var sent = await _sink.FlushAsync(default);

        Assert.Equal((null, true), (sent.Remedy, sent.IsDone));
        string id = SinkFixture.Record(1).Id;
        Assert.Equal(
            [$"team-a:w-1:generation:{id}", "team-a:w-1:generations"],
            ((object?[])(await probe.AskAsync("KEYS", "*"))!).Cast<string>().Order(StringComparer.Ordinal));
        Assert.Equal(1L, await probe.AskAsync("XLEN", "team-a:w-1:generations"));
        Assert.Equal(
            ["message", "team-a:w-1:events", await probe.AskAsync("GET", $"team-a:w-1:generation:{id}")],
            (object?[])(await listener.ReadAsync())!);
    }

    [Theory]
    [InlineData(null, "k8srouter")]
    [InlineData("team-b", "team-b")]
    public async Task A_prefix_that_the_user_hasnt_is_told_as_a_lacking_right_and_mended_by_the_right_one(string? prefix, string told)
    {
        await using var server = await RedisServerProcess.StartWithUsersAsync(tls: false, Team);
        Use(server, redis => redis with { Prefix = prefix });
        await using var probe = await server.ConnectAsync();

        var refused = await _sink.FlushAsync(default);

        Assert.Equal((SinkFaults.NoPermission, true), (refused.Code, refused.IsParked));
        Assert.StartsWith(
            $"Redis at {server.Address} denies its user 'team-a' a right; grant ~{told}:* &{told}:* ", refused.Remedy, StringComparison.Ordinal);
        Assert.Equal(0L, await probe.AskAsync("DBSIZE"));
        Use(server);
        Assert.True((await _sink.FlushAsync(default)).IsDone);
        Assert.Equal(1L, await probe.AskAsync("XLEN", "team-a:w-1:generations"));
    }

    [Fact]
    public async Task A_user_that_may_not_even_greet_is_told_as_a_lacking_right()
    {
        await using var server = await RedisServerProcess.StartWithUsersAsync(tls: false, Team.Replace(" +echo", "", StringComparison.Ordinal));
        Use(server);

        var refused = await _sink.FlushAsync(default);

        Assert.Equal((SinkFaults.NoPermission, true), (refused.Code, refused.IsParked));
        Assert.Contains("+echo", refused.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("team-a", "canary-wrong", false)]
    [InlineData("nobody", "canary-sesame", false)]
    [InlineData("team-a", "canary-wrong", true)]
    [InlineData("nobody", "canary-sesame", true)]
    public async Task A_wrong_user_or_password_is_told_and_nothing_is_written_also_where_the_server_lets_everybody_in(
        string user, string password, bool isOpen)
    {
        await using var server = await RedisServerProcess.StartWithUsersAsync(tls: false, Team);
        await using var probe = await server.ConnectAsync();
        if (isOpen)
            await probe.AskAsync("ACL", "SETUSER", "default", "on", "nopass", "~*", "&*", "+@all");
        Use(server, redis => redis with { Username = user });
        _fixture.Configuration.SetSecrets((ConfigFiles.EventsCredential, password));

        var refused = await _sink.FlushAsync(default);

        Assert.Equal((SinkFaults.Forbidden, true), (refused.Code, refused.IsParked));
        Assert.Contains($"refuses the password of the user '{user}'", refused.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", refused.Remedy, StringComparison.Ordinal);
        Assert.Equal(0L, await probe.AskAsync("DBSIZE"));
    }

    [Fact]
    public async Task A_connection_that_broke_between_two_events_isnt_taken_up_again_by_somebody_else()
    {
        await using var server = await RedisServerProcess.StartWithUsersAsync(tls: false, Team);
        await using var probe = await server.ConnectAsync();
        await probe.AskAsync("ACL", "SETUSER", "default", "on", "nopass", "~*", "&*", "+@all");
        Use(server);
        Assert.True((await _sink.FlushAsync(default)).IsDone);
        await probe.AskAsync("ACL", "SETUSER", "team-a", "resetpass", ">new");
        await probe.AskAsync("CLIENT", "KILL", "USER", "team-a");
        // The client connects again by itself, and would be let in as the user default.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!((string)(await probe.AskAsync("CLIENT", "LIST"))!).Contains("user=default", StringComparison.Ordinal))
            await Task.Delay(20, patience.Token);
        _sink.Add(SinkFixture.Entry(2));

        Assert.Equal(SinkFaults.Forbidden, (await _sink.FlushAsync(default)).Code);

        Assert.Equal(1L, await probe.AskAsync("XLEN", "team-a:w-1:generations"));
    }

    private void Use(RedisServerProcess server, Func<RedisSettings, RedisSettings>? change = null)
    {
        var settings = new RedisSettings
        {
            Address = server.Address,
            Tls = server.Certificate is not null,
            CertificateAuthority = server.Certificate?.Pem,
            CredentialFile = ConfigFiles.EventsCredential,
            Username = "team-a",
            Prefix = "team-a",
        };
        _fixture.Configuration.Set(config => config with { Events = change is null ? settings : change(settings) });
    }
}

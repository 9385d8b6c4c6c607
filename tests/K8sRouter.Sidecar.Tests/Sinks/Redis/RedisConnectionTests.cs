using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Events.Redis;
using K8sRouter.Testing.Redis;

namespace K8sRouter.Sidecar.Tests.Sinks.Redis;

/// <summary>What bounds a connection in time: the client's own limits, and our token.</summary>
public sealed class RedisConnectionTests
{
    /// <summary>Ours, the second of the client's look around, and what a busy machine takes.</summary>
    private static readonly TimeSpan Bound = RedisConnection.AnswerTimeout + TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_server_that_hangs_holds_neither_commands_however_large_nor_the_closing()
    {
        await using var server = await RedisServerProcess.StartAsync(tls: true);
        var connection = await RedisConnection.OpenAsync(Settings(server), null, TimeProvider.System, default);
        server.Freeze();
        try
        {
            // More than the buffers of two sockets take, so that writing hangs too.
            var commands = Enumerable.Range(0, 32).Select(i => new RedisCommand("SET", $"k{i}", new byte[1 << 20])).ToArray();
            long began = Stopwatch.GetTimestamp();

            var fault = await Assert.ThrowsAsync<RedisFaultException>(() => connection.SendAsync(commands, default));

            Assert.Equal((RedisFault.Timeout, false), (fault.Fault, fault.NeedsMending));
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, Bound);
            began = Stopwatch.GetTimestamp();
            connection.Dispose();
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, RedisConnection.AnswerTimeout);
        }
        finally
        {
            server.Thaw();
        }
    }

    [Theory]
    [InlineData(false, RedisFault.Unreachable)]
    [InlineData(true, RedisFault.Tls)]
    public async Task One_that_accepts_and_says_nothing_is_given_up(bool tls, RedisFault expected)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var settings = new RedisSettings { Address = silent.LocalEndpoint.ToString()!, Tls = tls };
        long began = Stopwatch.GetTimestamp();

        var fault = await Assert.ThrowsAsync<RedisFaultException>(
            () => RedisConnection.OpenAsync(settings, null, TimeProvider.System, default));

        Assert.Equal(expected, fault.Fault);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, RedisConnection.ConnectTimeout + TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Who_gives_up_waits_for_neither_a_connection_nor_an_answer()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var end = new CancellationTokenSource();
        var opening = RedisConnection.OpenAsync(
            new RedisSettings { Address = silent.LocalEndpoint.ToString()!, Tls = false }, null, TimeProvider.System, end.Token);
        await using var server = await RedisServerProcess.StartAsync();
        using var connection = await RedisConnection.OpenAsync(Settings(server), null, TimeProvider.System, default);
        server.Freeze();
        try
        {
            var sending = connection.SendAsync([new RedisCommand("SET", "k", "v")], end.Token);

            await end.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }
        finally
        {
            server.Thaw();
        }
    }

    [Fact]
    public async Task One_that_nobody_listens_at_cant_be_reached_with_TLS_or_without()
    {
        using var gone = new TcpListener(IPAddress.Loopback, 0);
        gone.Start();
        string address = gone.LocalEndpoint.ToString()!;
        gone.Stop();

        foreach (bool tls in new[] { false, true })
        {
            var fault = await Assert.ThrowsAsync<RedisFaultException>(() => RedisConnection.OpenAsync(
                new RedisSettings { Address = address, Tls = tls }, null, TimeProvider.System, default));
            Assert.Equal(RedisFault.Unreachable, fault.Fault);
        }
    }

    [Fact]
    public async Task A_server_that_runs_a_script_is_busy_for_a_connection_that_is_open_and_for_a_new_one()
    {
        await using var server = await RedisServerProcess.StartAsync();
        using var connection = await RedisConnection.OpenAsync(Settings(server), null, TimeProvider.System, default);
        await using var probe = await server.ConnectAsync();
        await probe.AskAsync("CONFIG", "SET", "busy-reply-threshold", "1");
        await using var endless = await server.ConnectAsync();
        var running = endless.AskAsync("EVAL", "while true do end", "0");
        try
        {
            var faults = new HashSet<RedisFault>();
            // Until its threshold the server answers nobody, and then that it is busy.
            faults.Add((await Assert.ThrowsAsync<RedisFaultException>(
                () => connection.SendAsync([new RedisCommand("SET", "k", "v")], default))).Fault);
            faults.Add((await Assert.ThrowsAsync<RedisFaultException>(
                () => RedisConnection.OpenAsync(Settings(server), null, TimeProvider.System, default))).Fault);
            Assert.Equal([RedisFault.Busy], faults);
        }
        finally
        {
            await probe.AskAsync("SCRIPT", "KILL");
        }
        await Assert.ThrowsAsync<InvalidOperationException>(() => running);
    }

    private static RedisSettings Settings(RedisServerProcess server) => new()
    {
        Address = server.Address,
        Tls = server.Certificate is not null,
        CertificateAuthority = server.Certificate?.Pem,
    };
}

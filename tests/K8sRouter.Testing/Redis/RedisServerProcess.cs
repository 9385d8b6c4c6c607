using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace K8sRouter.Testing.Redis;

/// <summary>A real redis-server on a free port of loopback, with its data in a folder of its own so that it survives a stop.</summary>
public sealed class RedisServerProcess : IAsyncDisposable
{
    private const string Administrator = "tests";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k8srouter-redis-");
    private readonly string? _password;
    private readonly string[] _users;
    private bool _tls;
    private Process? _process;

    private RedisServerProcess(string? password, bool tls, string certificateName, params string[] users)
    {
        _password = password;
        _tls = tls;
        _users = users;
        Certificate = tls ? new(_folder.FullName, certificateName) : null;
        Port = FreePort();
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Null: it speaks in clear.</summary>
    public RedisCertificate? Certificate { get; }

    public static async Task<RedisServerProcess> StartAsync(string? password = null, bool tls = false, string certificateName = "127.0.0.1")
    {
        var server = new RedisServerProcess(password, tls, certificateName);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>
    /// One whose user <c>default</c> is off, with these instead, such as <c>team-a on >sesame ~team-a:* -@all +xadd</c>, and one of
    /// the tests' own that may do all.
    /// </summary>
    public static async Task<RedisServerProcess> StartWithUsersAsync(bool tls, params string[] users)
    {
        var server = new RedisServerProcess(Administrator, tls, "127.0.0.1", ["default off", $"{Administrator} on >{Administrator} ~* &* +@all", .. users]);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it on the same port with the same data, with or without the TLS that it was made for.</summary>
    public async Task StartAgainAsync(bool tls)
    {
        _tls = tls;
        await StartAgainAsync();
    }

    /// <summary>Starts it on the same port with the same data.</summary>
    public async Task StartAgainAsync()
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        string[] listen = _tls
            ? [
                "--port", "0", "--tls-port", port, "--tls-cert-file", Certificate!.File, "--tls-key-file", Certificate.KeyFile,
                "--tls-ca-cert-file", Certificate.File, "--tls-auth-clients", "no",
            ]
            : ["--port", port];
        string[] secret = _users.Length > 0 ? [.. _users.SelectMany(user => user.Split(' ').Prepend("--user"))]
            : _password is null ? []
            : ["--requirepass", _password];
        var start = new ProcessStartInfo(
            "redis-server",
            [
                .. listen, .. secret, "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", "--appendonly", "yes",
                "--appendfsync", "always", "--daemonize", "no", "--stream-node-max-entries", "10",
            ])
        { RedirectStandardOutput = true };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("redis-server isn't installed: apt-get install redis-server");
        }
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        using var patience = new CancellationTokenSource(Patience);
        while (!await AnswersAsync())
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"redis-server ended with {_process.ExitCode}");
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>A connection of the tests' own.</summary>
    public Task<RedisProbe> ConnectAsync() =>
        RedisProbe.ConnectAsync(Port, _tls, _password, _users.Length > 0 ? Administrator : null);

    public async Task StopAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>It accepts and answers nothing.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync();
        _folder.Delete(recursive: true);
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("/bin/kill", [$"-{name}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        if (kill.ExitCode != 0)
            throw new InvalidOperationException($"kill -{name} ended with {kill.ExitCode}");
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var probe = await ConnectAsync();
            return (string?)await probe.AskAsync("PING") == "PONG";
        }
        catch (Exception fault) when (fault is SocketException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using System.Diagnostics;
using System.Net.Sockets;
using K8sRouter.Benchmarks.Measuring;

namespace K8sRouter.Benchmarks.Variants;

/// <summary>A process that we started, kept on one core where the machine lets us, and end by its id.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(2),
    };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _log;
    private bool _disposed;

    private ChildProcess(Process process, string log, long started)
    {
        _process = process;
        _log = log;
        Started = started;
    }

    /// <summary>Monotonic clock at the start.</summary>
    public long Started { get; }

    public int Id => _process.Id;

    /// <summary>Starts a program; its output goes to <paramref name="log"/>.</summary>
    public static ChildProcess Start(int? core, string log, string file, params string[] arguments)
    {
        // The shell becomes the program (exec), and so does taskset: the id is the program's own.
        var pin = core is { } chosen && ProcFs.Cores > 1 && File.Exists("/usr/bin/taskset") ? $"taskset -c {chosen} " : "";
        var info = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        info.ArgumentList.Add("-c");
        info.ArgumentList.Add($"exec {pin}\"$0\" \"$@\" >>'{log}' 2>&1");
        info.ArgumentList.Add(file);
        foreach (var argument in arguments)
            info.ArgumentList.Add(argument);
        var started = Stopwatch.GetTimestamp();
        return new ChildProcess(Process.Start(info)!, log, started);
    }

    /// <summary>Polls <paramref name="url"/> until it answers 200, and returns the milliseconds since the start.</summary>
    public async Task<double> WaitUntilReadyAsync(string url, CancellationToken cancellation)
    {
        while (Stopwatch.GetElapsedTime(Started) < Patience)
        {
            if (_process.HasExited)
                throw new InvalidOperationException(
                    $"{Path.GetFileName(_log)}: the process ended with {_process.ExitCode}:\n{Tail()}");
            try
            {
                using var response = await Client.GetAsync(url, cancellation);
                if (response.IsSuccessStatusCode)
                    return Stopwatch.GetElapsedTime(Started).TotalMilliseconds;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(3, cancellation);
        }
        throw new InvalidOperationException($"{url} wasn't ready within {Patience.TotalSeconds} s:\n{Tail()}");
    }

    public static async Task<string> GetTextAsync(string url, CancellationToken cancellation) =>
        await Client.GetStringAsync(url, cancellation);

    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Ends it at once, with its children: nginx's workers are its master's.</summary>
    public void Kill()
    {
        lock (_process)
        {
            if (!_disposed && !_process.HasExited)
                _process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit(Patience);
        lock (_process)
        {
            _disposed = true;
            _process.Dispose();
        }
    }

    private string Tail() => File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(20)) : "(no output)";
}

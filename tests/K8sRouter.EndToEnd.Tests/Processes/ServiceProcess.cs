using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace K8sRouter.EndToEnd.Tests.Processes;

/// <summary>One of the programs, running; ended with everything below it, also when the tests themselves are ended.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly ConcurrentDictionary<int, Process> Running = new();

    /// <summary>A proxy or a setting of whoever runs the tests is none of theirs.</summary>
    private static readonly string[] Unwanted = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly StringBuilder _output = new();
    private TaskCompletionSource _changed = NewSignal();

    static ServiceProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Values)
            Kill(process);
    };

    private ServiceProcess(string name, Process process)
    {
        Name = name;
        _process = process;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Exited += (_, _) => Add($"[{name} ended]");
    }

    public string Name { get; }

    /// <summary>All that it has printed.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
                return _output.ToString();
        }
    }

    public static ServiceProcess Start(
        string name, string[] program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string variable in start.Environment.Keys.Where(IsUnwanted).ToArray())
            start.Environment.Remove(variable);
        // Dozens of short-lived processes share few cores here: compile fast, not well.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var service = new ServiceProcess(name, process);
        process.Start();
        Running[process.Id] = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return service;
    }

    /// <summary>The first match in what it has printed, or will.</summary>
    public async Task<Match> WaitForAsync(string pattern, int from = 0)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (Regex.Match(_output.ToString(from, _output.Length - from), pattern, RegexOptions.Multiline) is { Success: true } match)
                    return match;
                changed = _changed.Task;
            }
            if (_process.HasExited)
                throw new InvalidOperationException($"{Name} ended with {_process.ExitCode} before it printed \"{pattern}\":\n{Output}");
            try
            {
                await changed.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{Name} didn't print \"{pattern}\" within {Patience}:\n{Output}");
            }
        }
    }

    /// <summary>SIGKILL, as a crash or the kernel's out-of-memory killer would end it.</summary>
    public async Task KillAsync()
    {
        Kill(_process);
        await _process.WaitForExitAsync();
        Running.TryRemove(_process.Id, out _);
    }

    /// <summary>Files that the process has mapped: its libraries among them.</summary>
    public Task<string> MappedFilesAsync() => File.ReadAllTextAsync($"/proc/{_process.Id}/maps");

    /// <summary>SIGTERM, as the kubelet ends a container; returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync();
        return await EndAsync();
    }

    /// <summary>SIGTERM, without waiting for what it does.</summary>
    public async Task SignalAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended; returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        Running.TryRemove(_process.Id, out _);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static bool IsUnwanted(string variable) =>
        variable.StartsWith("K8SROUTER_", StringComparison.Ordinal) || variable.StartsWith("OTEL_", StringComparison.Ordinal)
        || Unwanted.Contains(variable, StringComparer.OrdinalIgnoreCase);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            _output.AppendLine(line);
            _changed.TrySetResult();
            _changed = NewSignal();
        }
    }
}

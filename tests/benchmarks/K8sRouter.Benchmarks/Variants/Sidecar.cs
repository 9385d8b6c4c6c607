using System.Globalization;
using K8sRouter.Benchmarks.Load;

namespace K8sRouter.Benchmarks.Variants;

/// <summary>The sidecar with everything on: routing, policy, capture, journal, content log and one destination.</summary>
internal sealed class Sidecar(string name, string? executable, BenchmarkOptions options, int upstreamPort, string folder)
    : Variant(name)
{
    private const string Workspace = "bench";

    private int _adminPort;
    private int _starts;

    protected override string Path => "/api/v1/chat/completions";

    protected override string ModelFor(Workload workload) => workload.Model.Replace("bench-", "bench/", StringComparison.Ordinal);

    public override async Task StartAsync(CancellationToken cancellation)
    {
        Process?.Dispose();
        if (_starts++ == 0)
            await CompileAsync(cancellation);
        Port = ChildProcess.FreePort();
        _adminPort = ChildProcess.FreePort();
        Process = ChildProcess.Start(
            1,
            $"{folder}/sidecar.log",
            executable ?? throw new InvalidOperationException($"--{Name} names the published executable"),
            "--config",
            $"{folder}/config/{Workspace}",
            "--port",
            Port.ToString(CultureInfo.InvariantCulture),
            "--admin-port",
            _adminPort.ToString(CultureInfo.InvariantCulture),
            "--journal-dir",
            $"{folder}/journal-{_starts}",
            "--store-dir",
            $"{folder}/store-{_starts}");
        ReadyMilliseconds.Add(await Process.WaitUntilReadyAsync($"http://127.0.0.1:{_adminPort}/readyz", cancellation));
    }

    /// <summary>What all destinations got, and all that was given up.</summary>
    public async Task<(long Delivered, long Dropped)> DestinationsAsync(CancellationToken cancellation)
    {
        var metrics = await ChildProcess.GetTextAsync($"http://127.0.0.1:{_adminPort}/metrics", cancellation);
        return (
            (long)Sum(metrics, "k8srouter_sink_delivered_total", "sink=\"destination/"), (long)Sum(metrics, "k8srouter_sink_dropped_total"));
    }

    public override async Task<string?> VerifyAsync(CancellationToken cancellation)
    {
        var metrics = await ChildProcess.GetTextAsync($"http://127.0.0.1:{_adminPort}/metrics", cancellation);
        await File.WriteAllTextAsync($"{folder}/sidecar-metrics.txt", metrics, cancellation);
        var recorded = Sum(metrics, options.GenerationsMetric);
        return (long)recorded == Requests
            ? null
            : $"the sidecar recorded {recorded} generations ({options.GenerationsMetric}) of {Requests} requests";
    }

    private static double Sum(string metrics, string name, string label = "") => metrics.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Where(line => line.Length > name.Length && line[name.Length] is ' ' or '{')
        .Where(line => line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private async Task CompileAsync(CancellationToken cancellation)
    {
        var resources = Directory.CreateDirectory($"{folder}/resources").FullName;
        var manifests = options.Manifests ?? throw new InvalidOperationException("--manifests names the folder");
        foreach (var file in Directory.EnumerateFiles(manifests, "*.yaml"))
        {
            var text = await File.ReadAllTextAsync(file, cancellation);
            await File.WriteAllTextAsync(
                $"{resources}/{System.IO.Path.GetFileName(file)}",
                text.Replace("UPSTREAM_PORT", upstreamPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
                cancellation);
        }

        using var compile = System.Diagnostics.Process.Start(
            options.Operator ?? throw new InvalidOperationException("--operator names the built executable"),
            ["--resources", resources, "--config-out", $"{folder}/config", "--once"]);
        await compile.WaitForExitAsync(cancellation);
        if (compile.ExitCode != 0)
            throw new InvalidOperationException($"the operator refused {options.Manifests} (exit code {compile.ExitCode})");
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>A replica of the operator as a process of its own, with the rights of its ServiceAccount and no others.</summary>
internal sealed class RunningOperator : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private readonly ServerProcess _process;
    private readonly HttpClient _http;

    private RunningOperator(ServerProcess process, int health, DirectoryInfo folder)
    {
        (_process, _folder) = (process, folder);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{health}/") };
    }

    /// <summary>What is run: what was built with the tests, or the published program that OPERATOR_PROGRAM names.</summary>
    private static string[] Program => Environment.GetEnvironmentVariable("OPERATOR_PROGRAM") is { Length: > 0 } published
        ? [published]
        : ["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "K8sRouter.Operator.dll")];

    /// <summary>The process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it runs.</summary>
    public bool HasEnded => _process.HasEnded;

    /// <summary>What it ended with.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>All that it printed.</summary>
    public string Log => File.ReadAllText(Path.Combine(_folder.FullName, "operator.log"));

    /// <param name="cluster">Whose resources it serves.</param>
    /// <param name="server">The way to the API server, where it isn't the direct one.</param>
    /// <param name="name">Name of its pod.</param>
    /// <param name="environment">Further variables; null: none.</param>
    /// <param name="arguments">Further flags.</param>
    public static async Task<RunningOperator> StartAsync(
        TestCluster cluster, Uri? server = null, string name = "operator-0", IReadOnlyDictionary<string, string>? environment = null,
        params IReadOnlyList<string> arguments)
    {
        var folder = Directory.CreateTempSubdirectory("k8srouter-operator-");
        var kubeconfig = await cluster.KubeconfigOfServiceAccountAsync(Installation.Namespace, "k8srouter-operator", server);
        int health = LoopbackPorts.Free();
        string[] webhook = arguments.Contains("--webhook-listen") ? [] : ["--webhook-listen", "none"];
        var process = await ServerProcess.StartAsync(
            "operator", folder.FullName, "/usr/bin/env",
            [
                $"POD_NAME={name}", $"POD_NAMESPACE={Installation.Namespace}",
                .. environment?.Select(variable => $"{variable.Key}={variable.Value}") ?? [], .. Program, "run", "--kubeconfig", kubeconfig, "--health-listen",
                string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{health}"), "--sidecars-on-loopback", .. webhook, .. arguments,
            ]);
        return new RunningOperator(process, health, folder);
    }

    /// <summary>The only replica, which knows everything and leads: what a killed one held of the lease isn't waited out.</summary>
    public static async Task<RunningOperator> LeadAsync(
        TestCluster cluster, Uri? server = null, string name = "operator-0", IReadOnlyDictionary<string, string>? environment = null,
        params IReadOnlyList<string> arguments)
    {
        await cluster.DeleteAsync($"apis/coordination.k8s.io/v1/namespaces/{Installation.Namespace}/leases/k8srouter-operator");
        var running = await StartAsync(cluster, server, name, environment, arguments);
        await running.UntilLeadingAsync();
        return running;
    }

    /// <summary>Waits until it leads.</summary>
    public Task UntilLeadingAsync() =>
        Eventually.IsAsync(async () => (await MetricAsync("k8srouter_leader")) == 1, Patience, () => $"it doesn't lead:\n{Log}");

    /// <summary>Status of <c>/healthz</c> or <c>/readyz</c>; null: it doesn't answer.</summary>
    public async Task<HttpStatusCode?> StatusOfAsync(string path)
    {
        try
        {
            using var answer = await _http.GetAsync(path);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Sum of a metric's series whose line holds the text; null: there is none.</summary>
    public async Task<double?> MetricAsync(string name, string label = "")
    {
        try
        {
            var text = await MetricsAsync();
            var values = text.Split('\n')
                .Where(line => (line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal))
                    && line.Contains(label, StringComparison.Ordinal))
                .Select(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))
                .ToArray();
            return values.Length == 0 ? null : values.Sum();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>All metrics, as Prometheus reads them.</summary>
    public Task<string> MetricsAsync() => _http.GetStringAsync("metrics");

    /// <summary>Bytes that it has in memory.</summary>
    public long ResidentBytes() =>
        long.Parse(
            File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) * 1024;

    /// <summary>Its open connections to a server on this machine.</summary>
    public int ConnectionsTo(Uri server)
    {
        var sockets = Directory.EnumerateFiles($"/proc/{Id}/fd").Select(file => new FileInfo(file).LinkTarget)
            .OfType<string>().ToHashSet(StringComparer.Ordinal);
        string remote = string.Create(CultureInfo.InvariantCulture, $":{server.Port:X4}");
        const string Established = "01";
        return new[] { "tcp", "tcp6" }.SelectMany(table => File.ReadLines($"/proc/{Id}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[2].EndsWith(remote, StringComparison.Ordinal) && fields[3] == Established
                && sockets.Contains($"socket:[{fields[9]}]"));
    }

    /// <summary>Sends a signal, such as <c>TERM</c>, <c>STOP</c> or <c>CONT</c>.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>How long that took.</returns>
    public Task<TimeSpan> UntilEndedAsync() =>
        Eventually.IsAsync(() => Task.FromResult(HasEnded), Patience, () => $"it doesn't end:\n{Log}");

    /// <summary>Asks it to end, as a kubelet does, and waits for that.</summary>
    public async Task StopAsync()
    {
        Signal("TERM");
        await Eventually.IsAsync(() => Task.FromResult(HasEnded), Patience, () => $"it doesn't end:\n{Log}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

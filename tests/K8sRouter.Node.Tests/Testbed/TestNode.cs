using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Node.Tests.Testbed;

/// <summary>
/// A real cluster of one node with running pods: our images are on it, the mock provider runs in it, and all that is the tests'
/// own vanishes with them. One for all tests, each of which works in namespaces of its own.
/// </summary>
internal sealed class TestNode : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly Lazy<Task<TestNode>> Shared = new(StartAsync);

    private readonly string _folder;
    private readonly NodeMachine _machine;
    private readonly ClusterCertificates _certificates;
    private readonly EtcdServer _etcd;
    private readonly ApiServer _apiServer;
    private readonly NodeServers _servers;

    private TestNode(string folder, NodeMachine machine)
    {
        (_folder, _machine) = (folder, machine);
        _certificates = new(machine.Cluster.Address);
        _etcd = new(folder, machine.Cluster);
        _apiServer = new(folder, _certificates, _etcd, machine.Cluster);
        Admin = _certificates.CreateAdminClient(_apiServer.Address);
        Admin.Timeout = Patience;
        AdminKubeconfig = Path.Combine(folder, "admin.kubeconfig");
        _servers = new(folder, machine, AdminKubeconfig);
    }

    /// <summary>The node, started by the first who asks.</summary>
    public static Task<TestNode> SharedAsync() => Shared.Value;

    /// <summary>Calls the API server as the administrator. Paths are relative, such as <c>api/v1/namespaces</c>.</summary>
    public HttpClient Admin { get; }

    /// <summary>Path of a kubeconfig that may do everything.</summary>
    public string AdminKubeconfig { get; }

    /// <summary>On this machine's disk; it goes with the node.</summary>
    public string Folder => _folder;

    /// <summary>What took how long until a pod could be started.</summary>
    public string Started { get; private set; } = "";

    /// <summary>Ends the node if there is one, and waits until nothing of it is left.</summary>
    public static async Task EndSharedAsync()
    {
        if (Shared.IsValueCreated && Shared.Value.IsCompletedSuccessfully)
            await Shared.Value.Result.DisposeAsync();
    }

    /// <summary>A new namespace with a name that no other test has.</summary>
    /// <param name="prefix">How the name begins.</param>
    /// <param name="labels">Its labels, such as <c>k8srouter.io/inject: enabled</c>; empty: none.</param>
    public async Task<string> CreateNamespaceAsync(string prefix, string labels = "")
    {
        string name = $"{prefix}-{Guid.NewGuid().ToString("N")[..6]}";
        await ApplyAsync(
            $$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: {{name}}, labels: { {{labels}} } }
            """);
        // Without it the API server refuses pods; a controller makes it.
        await UntilAsync(async () => await FindAsync($"api/v1/namespaces/{name}/serviceaccounts/default") is { } account
            && account["secrets"] is not null, name, "its ServiceAccount has no token");
        return name;
    }

    /// <summary>kubectl as the administrator.</summary>
    public Task<CommandResult> KubectlAsync(params IReadOnlyList<string> arguments) => KubectlAsync(arguments, input: null);

    /// <param name="arguments">Its command line.</param>
    /// <param name="input">Standard input, as for <c>apply -f -</c>.</param>
    public Task<CommandResult> KubectlAsync(IReadOnlyList<string> arguments, string? input) => CommandLine.RunAsync(
        ClusterPrograms.Find("kubectl"),
        ["--kubeconfig", AdminKubeconfig, "--cache-dir", Path.Combine(_folder, "cache"), .. arguments],
        input,
        new Dictionary<string, string> { ["HOME"] = _folder },
        TimeSpan.FromMinutes(3));

    /// <summary>Runs lines as a user types them, as the administrator, in the repository's folder; the first that fails ends it.</summary>
    public async Task<string> ShellAsync(string lines)
    {
        string path = $"{Path.GetDirectoryName(ClusterPrograms.Find("kubectl"))}:{Environment.GetEnvironmentVariable("PATH")}";
        var environment = new Dictionary<string, string> { ["KUBECONFIG"] = AdminKubeconfig, ["HOME"] = _folder, ["PATH"] = path };
        return (await CommandLine.RunAsync(
            "bash", ["-euo", "pipefail", "-c", $"cd '{Repository.Root}'\n{lines}"], input: null, environment, TimeSpan.FromMinutes(5))).OrThrow();
    }

    /// <summary>Applies manifests.</summary>
    /// <exception cref="InvalidOperationException">One was refused.</exception>
    public async Task<string> ApplyAsync(string manifests) => (await KubectlAsync(["apply", "--validate=false", "-f", "-"], manifests)).OrThrow();

    /// <summary>An object; null: there is none.</summary>
    public async Task<JsonNode?> FindAsync(string path)
    {
        using var answer = await Admin.GetAsync(path);
        if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
            return null;
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonNode>();
    }

    /// <summary>Objects of a list.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string path) =>
        [.. (await FindAsync(path))!["items"]!.AsArray().Select(item => item!)];

    /// <summary>Waits until something has come about in a namespace; fails with what its pods say.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, string ns, string otherwise, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > (patience ?? Patience))
                throw new TimeoutException($"{otherwise}\n{await DescribeAsync(ns)}");
            await Task.Delay(100);
        }
        return watch.Elapsed;
    }

    /// <summary>What pods of a namespace are, what happened to them, and the last that they said.</summary>
    public async Task<string> DescribeAsync(string ns)
    {
        string text = (await KubectlAsync("describe", "pods", "-n", ns)).Output;
        foreach (var pod in await ListAsync($"api/v1/namespaces/{ns}/pods"))
        {
            string name = (string)pod["metadata"]!["name"]!;
            text += $"--- logs of {name}\n{(await KubectlAsync("logs", name, "-n", ns, "--all-containers", "--tail=25")).Output}";
        }
        return $"{text}--- kubelet\n{_servers.Logs("kubelet")}";
    }

    /// <summary>Runs a program on the node to its end.</summary>
    public Task<CommandResult> RunAsync(params IReadOnlyList<string> line) => _servers.RunAsync(line);

    /// <summary>The folder of a pod's emptyDir, which lies on the node's disk.</summary>
    public string VolumeOf(JsonNode pod, string volume) => Path.Combine(
        _folder, "lib", "kubelet", "pods", (string)pod["metadata"]!["uid"]!, "volumes", "kubernetes.io~empty-dir", volume);

    /// <summary>Bytes of memory that belong to a container alone, by its control group: not what it reads from files.</summary>
    public async Task<long> MemoryOfAsync(JsonNode pod, string container)
    {
        string id = ((string)pod["status"]!["containerStatuses"]!.AsArray()
            .First(one => (string)one!["name"]! == container)!["containerID"]!)["containerd://".Length..];
        // Of version 1 and of version 2.
        string script = $"grep -hE '^(rss|anon) ' $(find /sys/fs/cgroup{{,/memory}}{_machine.ControlGroup} -path '*{id}/memory.stat' 2>/dev/null)";
        string line = (await CommandLine.RunAsync("bash", ["-c", script], input: null, new Dictionary<string, string>())).OrThrow();
        return long.Parse(line.Trim().Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await _servers.DisposeAsync();
        await _apiServer.DisposeAsync();
        await _etcd.DisposeAsync();
        await _machine.DisposeAsync();
        Admin.Dispose();
        _certificates.Dispose();
    }

    private static async Task<TestNode> StartAsync()
    {
        var images = await Images.MakeAsync();
        var watch = Stopwatch.StartNew();
        string folder = Directory.CreateTempSubdirectory("k8srouter-node-").FullName;
        var node = new TestNode(folder, await NodeMachine.StartAsync(folder));
        try
        {
            await node.StartServersAsync(images, watch);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    private async Task StartServersAsync(IReadOnlyDictionary<string, string> images, Stopwatch watch)
    {
        await File.WriteAllTextAsync(AdminKubeconfig, Kubeconfig.WithCertificate(
            _apiServer.Address, _certificates.Authority.ExportCertificatePem(), _certificates.Admin.ExportCertificatePem(),
            ClusterCertificates.PrivateKey(_certificates.Admin)));
        File.SetUnixFileMode(AdminKubeconfig, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var runtime = _servers.StartRuntimeAsync(images);
        await _etcd.StartAsync();
        await _apiServer.StartAsync(Admin);
        double server = watch.Elapsed.TotalSeconds;
        await runtime;
        double imported = watch.Elapsed.TotalSeconds;
        await _servers.StartAsync();
        await Eventually.IsAsync(IsReadyAsync, Patience, () => $"the node isn't ready:\n{_servers.Logs("kubelet")}");
        Started = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"API server after {server:0.0} s, images after {imported:0.0} s, node ready after {watch.Elapsed.TotalSeconds:0.0} s");
    }

    private async Task<bool> IsReadyAsync() =>
        (await FindAsync($"api/v1/nodes/{NodeServers.NodeName}"))?["status"]?["conditions"]?.AsArray()
            .Any(condition => (string)condition!["type"]! == "Ready" && (string)condition["status"]! == "True") == true;
}

namespace K8sRouter.Node.Tests.Testbed;

/// <summary>What makes a cluster of an API server and a machine: controllers, scheduler, container runtime, kubelet, proxy.</summary>
/// <param name="folder">For their settings and logs.</param>
/// <param name="machine">Where they run.</param>
/// <param name="kubeconfig">Path of the administrator's.</param>
internal sealed class NodeServers(string folder, NodeMachine machine, string kubeconfig) : IAsyncDisposable
{
    public const string NodeName = "node";
    private const string Pods = "10.88.0.0/16";

    /// <summary>In the machine's own /run.</summary>
    private const string Runtime = "/run/containerd/containerd.sock";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<ServerProcess> _servers = [];

    /// <summary>The container runtime, with the images; it needs no API server.</summary>
    public async Task StartRuntimeAsync(IReadOnlyDictionary<string, string> images)
    {
        Directory.CreateDirectory(FileOf("cni"));
        await File.WriteAllTextAsync(FileOf("cni", "10-pods.conflist"), Network);
        await File.WriteAllTextAsync(FileOf("containerd.toml"), RuntimeSettings);
        await StartAsync("containerd", "containerd", "--config", FileOf("containerd.toml"));
        await Eventually.IsAsync(
            async () => (await RunAsync("ctr", "--address", Runtime, "version")).ExitCode == 0, Patience, () => Logs("containerd"));
        foreach (string archive in images.Values)
            (await RunAsync("ctr", "--address", Runtime, "--namespace", "k8s.io", "images", "import", archive)).OrThrow();
    }

    public async Task StartAsync()
    {
        await StartAsync(
            "kube-controller-manager", "kube-controller-manager", "--leader-elect=false", "--kubeconfig", kubeconfig,
            "--service-account-private-key-file", FileOf("token.key"), "--root-ca-file", FileOf("authority.crt"),
            "--use-service-account-credentials", "--controllers=*,-bootstrapsigner,-tokencleaner");
        await StartAsync("kube-scheduler", "kube-scheduler", "--leader-elect=false", "--kubeconfig", kubeconfig);
        await File.WriteAllTextAsync(FileOf("kubelet.yaml"), KubeletSettings);
        await StartAsync(
            "kubelet", "kubelet", "--config", FileOf("kubelet.yaml"), "--kubeconfig", kubeconfig,
            "--container-runtime", "remote", "--container-runtime-endpoint", $"unix://{Runtime}",
            "--hostname-override", NodeName, "--node-ip", $"{machine.Cluster.Address}",
            "--volume-plugin-dir", "/var/lib/kubelet/plugins");
        await StartAsync(
            "kube-proxy", "kube-proxy", "--kubeconfig", kubeconfig, "--hostname-override", NodeName, "--cluster-cidr", Pods,
            // Limits of the real kernel, which stay as they are.
            "--conntrack-max-per-core=0", "--conntrack-tcp-timeout-established=0s", "--conntrack-tcp-timeout-close-wait=0s");
    }

    /// <summary>Runs a program on the machine to its end.</summary>
    public Task<CommandResult> RunAsync(params IReadOnlyList<string> line) => CommandLine.RunAsync(
        machine.Cluster.Enter[0], [.. machine.Cluster.Enter.Skip(1), .. line], input: null, new Dictionary<string, string>());

    /// <summary>The last of what a server printed, for a failure's text.</summary>
    public string Logs(string name) => _servers.Find(server => server.Name == name)?.LastLines ?? $"{name} doesn't run";

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private async Task StartAsync(string name, string program, params string[] arguments) =>
        _servers.Add(await machine.Cluster.StartAsync(name, folder, ClusterPrograms.Find(program), arguments));

    private string FileOf(params string[] names) => Path.Combine([folder, .. names]);

    /// <summary>A cable for each pod, without a bridge between them: all that they say passes the rules of Services.</summary>
    private static string Network =>
        $$"""
        {
          "cniVersion": "0.4.0",
          "name": "pods",
          "plugins": [{
            "type": "ptp",
            "ipam": {"type": "host-local", "ranges": [[{"subnet": "{{Pods}}"}]], "routes": [{"dst": "0.0.0.0/0"}]}
          }]
        }
        """;

    private string RuntimeSettings =>
        $"""
        version = 2
        root = "/var/lib/containerd"
        state = "/run/containerd"
        [grpc]
          address = "{Runtime}"
        [plugins."io.containerd.internal.v1.opt"]
          path = "/var/lib/containerd/opt"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "{Images.Pause}"
          # The machine may lack the right to make a process less likely to be killed.
          restrict_oom_score_adj = true
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "/usr/lib/cni"
            conf_dir = "{FileOf("cni")}"
        """;

    private string KubeletSettings =>
        $$"""
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          x509: {clientCAFile: {{FileOf("authority.crt")}}}
          webhook: {enabled: true}
          anonymous: {enabled: false}
        authorization: {mode: Webhook}
        cgroupDriver: cgroupfs
        cgroupRoot: {{machine.ControlGroup}}
        enforceNodeAllocatable: []
        failSwapOn: false
        evictionHard: {nodefs.available: "1%", memory.available: "100Mi"}
        imageGCHighThresholdPercent: 100
        clusterDNS: []
        nodeStatusUpdateFrequency: 1s
        # It waits for nobody: what is looked at is how long pods take.
        registryPullQPS: 0
        eventRecordQPS: 0
        kubeAPIQPS: 100
        kubeAPIBurst: 200
        """;
}

namespace K8sRouter.Testing.Cluster;

/// <summary>The API server, with every request authenticated and authorized as on a real cluster.</summary>
/// <param name="folder">For its keys and its log.</param>
/// <param name="certificates">Its keys.</param>
/// <param name="etcd">Its store.</param>
/// <param name="machine">Where it runs.</param>
internal sealed class ApiServer(string folder, ClusterCertificates certificates, EtcdServer etcd, ClusterMachine machine)
    : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string[] ArgumentsWithoutPods =
    [
        "--bind-address=127.0.0.1",
        // It wants an address that others could reach; nobody is told of it.
        "--advertise-address=192.0.2.1", "--endpoint-reconciler-type=none",
        // It would wait for tokens that a controller makes.
        "--disable-admission-plugins=ServiceAccount",
    ];

    private ServerProcess? _process;

    public Uri Address { get; } = new($"https://{machine.Address}:{LoopbackPorts.Free()}");

    /// <summary>Returns when it is ready.</summary>
    /// <param name="client">Asks it whether it is.</param>
    public async Task StartAsync(HttpClient client)
    {
        WriteKeys();
        _process = await machine.StartAsync("kube-apiserver", folder, ClusterPrograms.Find("kube-apiserver"), Arguments());
        using var patience = new CancellationTokenSource(Patience);
        while (!await IsReadyAsync(client))
        {
            foreach (var server in new[] { etcd.Process!, _process }.Where(server => server.HasEnded))
                throw new InvalidOperationException($"{server.Name} ended before the API server was ready:\n{server.LastLines}");
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"The API server wasn't ready within {Patience}:\n{_process.LastLines}");
            await Task.Delay(100);
        }
    }

    /// <summary>Kills it; it can be started again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string[] Arguments() =>
    [
        "--etcd-servers", etcd.Address,
        $"--secure-port={Address.Port}",
        "--tls-cert-file", FileOf("server.crt"), "--tls-private-key-file", FileOf("server.key"),
        "--client-ca-file", FileOf("authority.crt"),
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file", FileOf("token.key"), "--service-account-signing-key-file", FileOf("token.key"),
        "--service-cluster-ip-range=10.96.0.0/16",
        "--authorization-mode=Node,RBAC", "--allow-privileged=true",
        .. machine.HasPods ? ArgumentsForPods() : ArgumentsWithoutPods,
    ];

    private string[] ArgumentsForPods() =>
    [
        "--bind-address=0.0.0.0", $"--advertise-address={machine.Address}",
        // For logs of pods.
        "--kubelet-preferred-address-types=InternalIP",
        "--kubelet-client-certificate", FileOf("admin.crt"), "--kubelet-client-key", FileOf("admin.key"),
    ];

    private void WriteKeys()
    {
        File.WriteAllText(FileOf("authority.crt"), certificates.Authority.ExportCertificatePem());
        File.WriteAllText(FileOf("server.crt"), certificates.Server.ExportCertificatePem());
        File.WriteAllText(FileOf("server.key"), ClusterCertificates.PrivateKey(certificates.Server));
        File.WriteAllText(FileOf("admin.crt"), certificates.Admin.ExportCertificatePem());
        File.WriteAllText(FileOf("admin.key"), ClusterCertificates.PrivateKey(certificates.Admin));
        File.WriteAllText(FileOf("token.key"), certificates.TokenKey);
    }

    private string FileOf(string name) => Path.Combine(folder, name);
}

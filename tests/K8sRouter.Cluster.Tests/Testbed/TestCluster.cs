using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Deploy;

namespace K8sRouter.Cluster.Tests.Testbed;

/// <summary>
/// A real API server over a real etcd, with our custom resources and the operator's rights, on free ports of loopback. No controller runs: a namespace
/// that is deleted stays, no ServiceAccount appears by itself, no pod starts.
/// </summary>
public sealed class TestCluster : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k8srouter-cluster-");
    private readonly ClusterCertificates _certificates = new();
    private readonly EtcdServer _etcd;
    private readonly ApiServer _apiServer;
    private int _kubeconfigs;

    public TestCluster()
    {
        _etcd = new(_folder.FullName, ClusterMachine.Here);
        _apiServer = new(_folder.FullName, _certificates, _etcd, ClusterMachine.Here);
        Admin = _certificates.CreateAdminClient(Server);
        AdminKubeconfig = AdminKubeconfigFor(Server);
    }

    /// <summary>Address of the API server.</summary>
    public Uri Server => _apiServer.Address;

    /// <summary>Certificate of the authority, as PEM.</summary>
    public string Authority => _certificates.Authority.ExportCertificatePem();

    /// <summary>Path of a kubeconfig that may do everything.</summary>
    public string AdminKubeconfig { get; }

    /// <summary>Calls the API server as the administrator. Paths are relative, such as <c>api/v1/namespaces</c>.</summary>
    public HttpClient Admin { get; }

    /// <summary>Such as <c>v1.20.2</c>.</summary>
    public string ServerVersion { get; private set; } = "";

    /// <summary>Whether it has rules in CustomResourceDefinitions: from 1.25 on.</summary>
    public bool HasRules => int.Parse(ServerVersion.Split('.')[1], CultureInfo.InvariantCulture) >= 25;

    /// <summary>Folder of the definitions that fit the server.</summary>
    public string Definitions => HasRules
        ? Repository.File("crds", "manifests")
        : Repository.File("operator", "deploy", "overlays", "legacy", "crds");

    public async Task InitializeAsync()
    {
        await _etcd.StartAsync();
        await _apiServer.StartAsync(Admin);
        ServerVersion = (string)(await Admin.GetFromJsonAsync<JsonNode>("version"))!["gitVersion"]!;
        await InstallAsync();
    }

    /// <summary>Our definitions and the operator's rights; again, where a test took them away.</summary>
    public async Task InstallAsync()
    {
        (await KubectlAsync("apply", "-f", Definitions)).OrThrow();
        (await KubectlAsync("wait", "--for=condition=Established", "--timeout=30s", "-f", Definitions)).OrThrow();
        await WaitForSchemasAsync();
        await Installation.ApplyRightsAsync(this);
    }

    /// <summary>Kills the API server and starts it again, on the same port with the same data, and with an empty watch cache.</summary>
    public async Task RestartApiServerAsync()
    {
        await _apiServer.DisposeAsync();
        await _apiServer.StartAsync(Admin);
        await WaitForSchemasAsync();
    }

    /// <summary>
    /// Makes etcd forget all history. From then on 410 answers the next page of a list that had begun, and after
    /// <see cref="RestartApiServerAsync"/> also an old watch: until then the API server's watch cache remembers.
    /// </summary>
    public Task CompactAsync() => _etcd.CompactAsync();

    /// <summary>What the cluster's store counts its writes by.</summary>
    public Task<long> RevisionAsync() => _etcd.RevisionAsync();

    /// <summary>Objects that were written after a revision, such as <c>/registry/pods/team-a/web</c>; those deleted aren't told.</summary>
    public Task<IReadOnlyList<string>> WrittenSinceAsync(long revision) => _etcd.WrittenSinceAsync(revision);

    /// <summary>kubectl as the administrator; a <c>--kubeconfig</c> among the arguments wins.</summary>
    public Task<CommandResult> KubectlAsync(params string[] arguments) => KubectlAsync(arguments, input: null);

    /// <param name="arguments">A <c>--kubeconfig</c> among them wins over the administrator's.</param>
    /// <param name="input">Standard input, as for <c>apply -f -</c>.</param>
    public Task<CommandResult> KubectlAsync(IReadOnlyList<string> arguments, string? input) => CommandLine.RunAsync(
        ClusterPrograms.Find("kubectl"),
        ["--kubeconfig", AdminKubeconfig, "--cache-dir", Path.Combine(_folder.FullName, "cache"), .. arguments],
        input,
        new Dictionary<string, string> { ["HOME"] = _folder.FullName });

    /// <summary>Applies manifests as the administrator; it is the server that judges them.</summary>
    /// <returns>What kubectl said, such as <c>namespace/team-a created</c>.</returns>
    /// <exception cref="InvalidOperationException">One was refused.</exception>
    public async Task<string> ApplyAsync(string manifests) => (await KubectlAsync(["apply", "--validate=false", "-f", "-"], manifests)).OrThrow();

    /// <summary>A new namespace with a name that no other test has.</summary>
    /// <param name="prefix">How the name begins.</param>
    /// <param name="labels">Its labels; null: none.</param>
    /// <returns>Its name.</returns>
    public async Task<string> CreateNamespaceAsync(string prefix = "test", IReadOnlyDictionary<string, string>? labels = null)
    {
        string name = $"{prefix}-{Guid.NewGuid().ToString("N")[..10]}";
        await PostAsync("api/v1/namespaces", new { metadata = new { name, labels } });
        return name;
    }

    /// <summary>
    /// Deletes all resources of our kinds, and makes every namespace opt out: they would concern the next test as well. Where no
    /// operator sees that, the next one would miss the policies that configurations in force were compiled from: these go too. By
    /// calls of its own, since kubectl makes five in a second.
    /// </summary>
    public async Task ClearAsync()
    {
        foreach (string kind in new[] { "modelproviders", "observabilitydestinations", "workspaceprivacypolicies" })
        {
            var objects = await ListAsync($"apis/k8srouter.io/v1alpha1/{kind}");
            await Parallel.ForEachAsync(objects, async (item, _) =>
            {
                string folder = (string?)item["metadata"]!["namespace"] is { } ns ? $"namespaces/{ns}/" : "";
                await DeleteAsync($"apis/k8srouter.io/v1alpha1/{folder}{kind}/{item["metadata"]!["name"]}");
            });
        }
        foreach (var item in await ListAsync("api/v1/namespaces?labelSelector=k8srouter.io/inject"))
        {
            using var optOut = new StringContent("""{"metadata": {"labels": {"k8srouter.io/inject": null}}}""");
            optOut.Headers.ContentType = new("application/merge-patch+json");
            using var answer = await Admin.PatchAsync($"api/v1/namespaces/{item["metadata"]!["name"]}", optOut);
            answer.EnsureSuccessStatusCode();
        }
        foreach (var item in await ListAsync("api/v1/configmaps?labelSelector=app.kubernetes.io/managed-by=k8srouter"))
            await DeleteAsync($"api/v1/namespaces/{item["metadata"]!["namespace"]}/configmaps/{item["metadata"]!["name"]}");
    }

    /// <summary>Deletes an object, if it is there.</summary>
    public async Task DeleteAsync(string path)
    {
        using var answer = await Admin.DeleteAsync(path);
        if (answer.StatusCode != HttpStatusCode.NotFound)
            answer.EnsureSuccessStatusCode();
    }

    /// <summary>
    /// A kubeconfig with a token of a ServiceAccount, which is made where it doesn't exist. Its rights are the test's to give.
    /// </summary>
    /// <param name="ns">Its namespace, which exists.</param>
    /// <param name="name">Its name.</param>
    /// <param name="server">Where to reach the API server, such as a <see cref="FaultyProxy"/>; null: <see cref="Server"/>.</param>
    /// <returns>Path of the file.</returns>
    public async Task<string> KubeconfigOfServiceAccountAsync(string ns, string name, Uri? server = null) =>
        WriteKubeconfig(Kubeconfig.WithToken(server ?? Server, Authority, await TokenOfServiceAccountAsync(ns, name)));

    /// <summary>A token by the TokenRequest API, good for an hour; the ServiceAccount is made where it doesn't exist.</summary>
    public async Task<string> TokenOfServiceAccountAsync(string ns, string name)
    {
        string accounts = $"api/v1/namespaces/{ns}/serviceaccounts";
        using var found = await Admin.GetAsync($"{accounts}/{name}");
        if (!found.IsSuccessStatusCode)
            await PostAsync(accounts, new { metadata = new { name } });
        return (string)(await PostAsync($"{accounts}/{name}/token", new { spec = new { expirationSeconds = 3600 } }))["status"]!["token"]!;
    }

    /// <summary>The administrator's kubeconfig for another address of the API server, such as a <see cref="FaultyProxy"/>.</summary>
    /// <returns>Path of the file.</returns>
    public string AdminKubeconfigFor(Uri server) => WriteKubeconfig(Kubeconfig.WithCertificate(
        server, Authority, _certificates.Admin.ExportCertificatePem(), ClusterCertificates.PrivateKey(_certificates.Admin)));

    public async ValueTask DisposeAsync()
    {
        await _apiServer.DisposeAsync();
        await _etcd.DisposeAsync();
        Admin.Dispose();
        _certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A client like <see cref="Admin"/> for another address of the API server, with connections of its own.</summary>
    public HttpClient CreateAdminClient(Uri server) => _certificates.CreateAdminClient(server);

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>Until then kubectl knows our kinds by name alone, and lets every field pass.</summary>
    private async Task WaitForSchemasAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!(await Admin.GetStringAsync("openapi/v2", patience.Token)).Contains("k8srouter.v1alpha1.", StringComparison.Ordinal))
            await Task.Delay(100, patience.Token);
    }

    private async Task<IReadOnlyList<JsonNode>> ListAsync(string path) =>
        [.. (await Admin.GetFromJsonAsync<JsonNode>(path))!["items"]!.AsArray().Select(item => item!)];

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await Admin.PostAsJsonAsync(path, body);
        string text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"POST {path} was answered with {(int)answer.StatusCode}:\n{text}");
    }

    private string WriteKubeconfig(string text)
    {
        string file = Path.Combine(_folder.FullName, $"kubeconfig-{Interlocked.Increment(ref _kubeconfigs)}.yaml");
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}

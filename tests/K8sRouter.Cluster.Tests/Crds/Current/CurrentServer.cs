using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace K8sRouter.Cluster.Tests.Crds.Current;

/// <summary>
/// The API server's part for custom resources at a current version, over a real etcd, with our definitions. It has nothing else: no
/// namespaces, no webhooks, no discovery, so that it is called by paths.
/// </summary>
public sealed class CurrentServer : IAsyncLifetime, IAsyncDisposable
{
    private const string Definitions = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("k8srouter-current-");
    private readonly ClusterCertificates _certificates = new();
    private readonly Uri _address = new($"https://127.0.0.1:{LoopbackPorts.Free()}");
    private readonly EtcdServer _etcd;
    private readonly HttpClient _admin;
    private ServerProcess? _process;

    public CurrentServer()
    {
        _etcd = new(_folder.FullName, ClusterMachine.Here);
        _admin = _certificates.CreateAdminClient(_address);
    }

    public async Task InitializeAsync()
    {
        await _etcd.StartAsync();
        _process = await ServerProcess.StartAsync(
            ClusterPrograms.CurrentServer, _folder.FullName, ClusterPrograms.Find(ClusterPrograms.CurrentServer), Arguments());
        await Eventually.IsAsync(async () => await IsServingAsync(Definitions), Patience, () => _process.LastLines);
        foreach (string file in Directory.EnumerateFiles(Repository.File("crds", "manifests"), "*.yaml"))
        {
            string name = NameOf(file);
            await ApplyAsync($"{Definitions}/{name}", await File.ReadAllTextAsync(file));
            string kind = name.Split('.')[0];
            await Eventually.IsAsync(async () => await IsServingAsync($"apis/k8srouter.io/v1alpha1/{kind}"), Patience, () => _process.LastLines);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();
        await _etcd.DisposeAsync();
        _certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    /// <summary>Such as <c>modelproviders.k8srouter.io</c>, by the file's name.</summary>
    internal static string NameOf(string file) =>
        $"{Path.GetFileNameWithoutExtension(file).Split('_')[1]}.k8srouter.io";

    /// <summary>The definition as it is stored.</summary>
    internal Task<JsonNode> DefinitionAsync(string name) => GetAsync($"{Definitions}/{name}");

    internal async Task<JsonNode> GetAsync(string path, string accept = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var answer = await _admin.SendAsync(request);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
    }

    /// <summary>Server-side apply with strict fields, as Flux and Argo CD do it.</summary>
    /// <returns>The object as it is stored then.</returns>
    /// <exception cref="InvalidOperationException">It was refused; the text is the server's.</exception>
    internal async Task<JsonNode> ApplyAsync(string path, string manifest)
    {
        using var body = new StringContent(manifest, Encoding.UTF8, "application/apply-patch+yaml");
        using var answer = await _admin.PatchAsync($"{path}?fieldManager=gitops&fieldValidation=Strict", body);
        var read = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return answer.IsSuccessStatusCode ? read : throw new InvalidOperationException((string)read["message"]!);
    }

    private async Task<bool> IsServingAsync(string path)
    {
        if (_process!.HasEnded)
            throw new InvalidOperationException($"{_process.Name} has ended:\n{_process.LastLines}");
        try
        {
            using var answer = await _admin.GetAsync(path);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string[] Arguments()
    {
        // It asks an API server who may do what, and is told to ask itself: administrators may do all without asking.
        string kubeconfig = Write("kubeconfig.yaml", Kubeconfig.WithCertificate(
            _address, _certificates.Authority.ExportCertificatePem(), _certificates.Admin.ExportCertificatePem(),
            ClusterCertificates.PrivateKey(_certificates.Admin)));
        return
        [
            $"--etcd-servers={_etcd.Address}", "--bind-address=127.0.0.1", $"--secure-port={_address.Port}",
            $"--tls-cert-file={Write("server.crt", _certificates.Server.ExportCertificatePem())}",
            $"--tls-private-key-file={Write("server.key", ClusterCertificates.PrivateKey(_certificates.Server))}",
            $"--client-ca-file={Write("authority.crt", _certificates.Authority.ExportCertificatePem())}",
            $"--kubeconfig={kubeconfig}", $"--authentication-kubeconfig={kubeconfig}", $"--authorization-kubeconfig={kubeconfig}",
            "--authentication-skip-lookup", "--enable-priority-and-fairness=false",
            // These wait for kinds that it doesn't have.
            "--disable-admission-plugins=NamespaceLifecycle,MutatingAdmissionPolicy,MutatingAdmissionWebhook,ValidatingAdmissionPolicy,"
                + "ValidatingAdmissionWebhook",
        ];
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}

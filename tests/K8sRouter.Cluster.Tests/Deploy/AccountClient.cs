using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Deploy;

/// <summary>Calls the API server as a ServiceAccount, and says with which status it answered.</summary>
internal sealed class AccountClient : IDisposable
{
    private readonly HttpClient _client;

    private AccountClient(HttpClient client) => _client = client;

    public static async Task<AccountClient> CreateAsync(TestCluster cluster, string ns, string name)
    {
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusted.CustomTrustStore.ImportFromPem(cluster.Authority);
        var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trusted } };
        var client = new HttpClient(handler) { BaseAddress = cluster.Server };
        string token = await cluster.TokenOfServiceAccountAsync(ns, name);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(client);
    }

    public Task<HttpStatusCode> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    public Task<HttpStatusCode> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null, null);

    public Task<HttpStatusCode> CreateAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json, "application/json");

    public Task<HttpStatusCode> MergeAsync(string path, string json) =>
        SendAsync(HttpMethod.Patch, path, json, "application/merge-patch+json");

    /// <summary>By server-side apply, as the operator writes.</summary>
    public Task<HttpStatusCode> ApplyAsync(string path, string json) =>
        SendAsync(HttpMethod.Patch, path + "?fieldManager=k8srouter-tests&force=true", json, "application/apply-patch+yaml");

    public void Dispose() => _client.Dispose();

    private async Task<HttpStatusCode> SendAsync(HttpMethod method, string path, string? body, string? contentType)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, new MediaTypeHeaderValue(contentType!));
        using var answer = await _client.SendAsync(request);
        return answer.StatusCode;
    }
}

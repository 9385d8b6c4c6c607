using System.Diagnostics;
using System.Security.Cryptography;
using K8sRouter.Operator.Commands;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Operator.Kubernetes.Models;

namespace K8sRouter.Operator.Tests.Kubernetes.Client;

public sealed class TlsTests
{
    [Fact]
    public async Task A_server_of_another_authority_gets_no_token()
    {
        await using var server = await FakeApiServer.StartAsync();
        using var other = new TestAuthority();

        var fault = await FaultAsync(server.Connection with { Authorities = [other.Certificate] });

        Assert.Contains("certificate", fault.Message, StringComparison.Ordinal);
        Assert.Empty(server.Calls);
    }

    [Fact]
    public async Task The_systems_authorities_do_not_know_the_server()
    {
        await using var server = await FakeApiServer.StartAsync();

        Assert.Contains("certificate", (await FaultAsync(server.Connection with { Authorities = null })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_authority_of_the_systems_counts_only_where_the_kubeconfig_gives_none(bool given)
    {
        await using var server = await FakeApiServer.StartAsync();
        using var other = new TestAuthority();
        using var folder = new TemporaryFolder();
        folder.Write("system.crt", server.Authority.Pem);
        folder.Write("other.crt", other.Pem);
        folder.Write("config", $$$"""
            clusters: [{name: c, cluster: {server: "{{{server.Address}}}", certificate-authority: {{{(given ? "other.crt" : "''")}}} }}]
            contexts: [{name: x, context: {cluster: c}}]
            current-context: x
            """);
        var start = new ProcessStartInfo("dotnet", [typeof(OperatorCommand).Assembly.Location, "explain", "a/b", "-n", "team-a", "--kubeconfig", folder["config"]]) { RedirectStandardError = true };
        start.Environment["SSL_CERT_FILE"] = folder["system.crt"];

        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(given, errors.Contains("certificate", StringComparison.Ordinal));
        Assert.Equal(given, server.Calls.IsEmpty);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_unless_that_name_is_given()
    {
        await using var server = await FakeApiServer.StartAsync("kubernetes.example");

        Assert.Contains("certificate", (await FaultAsync(server.Connection)).Message, StringComparison.Ordinal);

        var connection = server.Connection;
        connection.Settings.TlsServerName = "kubernetes.example";
        using var client = new KubernetesClient(connection, TimeProvider.System);
        Assert.NotNull(await client.GetAsync<V1ConfigMap>("a", "c", default));
    }

    [Fact]
    public async Task Who_asks_not_to_look_gets_any_server()
    {
        await using var server = await FakeApiServer.StartAsync("kubernetes.example");
        var connection = server.Connection with { Authorities = null };
        connection.Settings.SkipTlsVerify = true;
        using var client = new KubernetesClient(connection, TimeProvider.System);

        Assert.NotNull(await client.GetAsync<V1ConfigMap>("a", "c", default));
    }

    [Theory]
    [InlineData("RSA", "PKCS8")]
    [InlineData("RSA", "PKCS1")]
    [InlineData("EC", "PKCS8")]
    [InlineData("EC", "SEC1")]
    public async Task A_client_certificate_is_shown_without_being_asked_for_by_issuer(string algorithm, string form)
    {
        await using var server = await FakeApiServer.StartAsync();
        using var clients = new TestAuthority();
        using AsymmetricAlgorithm key = algorithm == "RSA" ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = form switch
        {
            "PKCS8" => key.ExportPkcs8PrivateKeyPem(),
            "PKCS1" => ((RSA)key).ExportRSAPrivateKeyPem(),
            _ => ((ECDsa)key).ExportECPrivateKeyPem(),
        };
        var certificate = Certificates.ReadClient(clients.IssueClient(key), pem, "test");
        var connection = server.Connection with { ClientCertificate = certificate };
        connection.Settings.AccessToken = null;
        using var client = new KubernetesClient(connection, TimeProvider.System);

        await client.GetAsync<V1ConfigMap>("a", "c", default);

        Assert.Equal("CN=somebody", server.Call.ClientCertificate);
        Assert.DoesNotContain("Authorization", server.Call.Headers.Keys);
    }

    private static async Task<KubernetesException> FaultAsync(ClusterConnection connection)
    {
        using var client = new KubernetesClient(connection, TimeProvider.System);
        return await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<V1ConfigMap>("a", "c", default));
    }
}

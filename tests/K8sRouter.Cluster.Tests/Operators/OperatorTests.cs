using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>What a platform engineer sees of a running operator.</summary>
[Collection(ClusterCollection.Name)]
public sealed class OperatorTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private RunningOperator _operator = null!;

    public async Task InitializeAsync()
    {
        _operator = await RunningOperator.LeadAsync(cluster);
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        await cluster.ClearAsync();
    }

    [Fact]
    public async Task A_policy_becomes_a_configuration_and_says_so()
    {
        var team = await cluster.CreateNamespaceAsync("team");
        await cluster.ApplyAsync(Manifests.Provider("acme"));
        await cluster.ApplyAsync(Manifests.Policy(team));

        await ReadyAsync("modelprovider/acme", null);
        await ReadyAsync("workspaceprivacypolicy/default", team);

        var config = await ConfigAsync(team);
        Assert.Equal("acme/acme/small", (string)config["endpoints"]![0]!["id"]!);
        var policy = await StatusAsync("workspaceprivacypolicy/default", team);
        Assert.Equal(1, (int)policy["allowedEndpoints"]!);
        Assert.Equal("0/0", (string)policy["sidecars"]!);
    }

    [Fact]
    public async Task The_operators_own_namespace_is_no_workspace_and_is_left_alone()
    {
        await cluster.ApplyAsync(Manifests.Policy(Installation.Namespace));
        await ReadyAsync("workspaceprivacypolicy/default", Installation.Namespace);

        Assert.True(await _operator.MetricAsync("k8srouter_reconciliations_total", "queue=\"workspaces\",result=\"failure\"") is 0, _operator.Log);
        (await cluster.KubectlAsync("get", "rolebinding/k8srouter-operator", "-n", Installation.Namespace)).OrThrow();
        (await cluster.KubectlAsync("delete", "workspaceprivacypolicy/default", "-n", Installation.Namespace)).OrThrow();
    }

    [Fact]
    public async Task Events_tell_of_providers_too()
    {
        await cluster.ApplyAsync(Manifests.Provider("acme"));

        await Eventually.IsAsync(
            async () => (await cluster.KubectlAsync(
                "get", "events", "-A", "--field-selector", "involvedObject.kind=ModelProvider", "-o", "name")).OrThrow().Length > 0,
            Patience, () => _operator.Log);
    }

    private async Task ReadyAsync(string resource, string? ns)
    {
        string[] scope = ns is null ? [] : ["-n", ns];
        var waited = await cluster.KubectlAsync(["wait", "--for=condition=Ready", resource, "--timeout=20s", .. scope]);
        Assert.True(waited.ExitCode == 0, $"{waited.Error}\n{(await cluster.KubectlAsync(["get", resource, "-o", "yaml", .. scope])).Output}\n{_operator.Log}");
    }

    private async Task<JsonNode> StatusAsync(string resource, string ns) => JsonNode.Parse(
        (await cluster.KubectlAsync("get", resource, "-n", ns, "-o", "json")).OrThrow())!["status"]!;

    private async Task<JsonNode> ConfigAsync(string ns)
    {
        var configMap = JsonNode.Parse((await cluster.KubectlAsync("get", "configmap/k8srouter-config", "-n", ns, "-o", "json")).OrThrow())!;
        var compressed = Convert.FromBase64String((string)configMap["binaryData"]!["router-config.json.gz"]!);
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return JsonNode.Parse(await reader.ReadToEndAsync())!;
    }
}

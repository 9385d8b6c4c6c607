using System.Net;
using System.Text.Json.Nodes;

namespace K8sRouter.Cluster.Tests.Testbed;

[Collection(ClusterCollection.Name)]
public sealed class TestClusterTests(TestCluster cluster)
{
    [Fact]
    public async Task A_service_account_may_do_what_it_was_given_and_nothing_else()
    {
        string ns = await cluster.CreateNamespaceAsync();
        string kubeconfig = await cluster.KubeconfigOfServiceAccountAsync(ns, "reader");

        var before = await cluster.KubectlAsync("get", "wpp", "-n", ns, "--kubeconfig", kubeconfig);
        (await cluster.KubectlAsync("create", "role", "reader", "--verb=list", "--resource=workspaceprivacypolicies.k8srouter.io", "-n", ns)).OrThrow();
        (await cluster.KubectlAsync("create", "rolebinding", "reader", "--role=reader", $"--serviceaccount={ns}:reader", "-n", ns)).OrThrow();
        var after = await cluster.KubectlAsync("get", "wpp", "-n", ns, "--kubeconfig", kubeconfig);
        var other = await cluster.KubectlAsync("get", "secrets", "-n", ns, "--kubeconfig", kubeconfig);

        Assert.Contains($"User \"system:serviceaccount:{ns}:reader\" cannot list", before.Error, StringComparison.Ordinal);
        after.OrThrow();
        Assert.Contains("Forbidden", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_API_server_comes_back_with_its_data_where_it_was()
    {
        string ns = await cluster.CreateNamespaceAsync();

        await cluster.RestartApiServerAsync();

        Assert.Contains(ns, (await cluster.KubectlAsync("get", "namespace", ns)).OrThrow(), StringComparison.Ordinal);
        Assert.StartsWith("v1.", cluster.ServerVersion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_began_before_a_compaction_gets_410_for_its_next_page()
    {
        await CreateNamespacesAsync(2);
        var page = JsonNode.Parse(await cluster.Admin.GetStringAsync("api/v1/namespaces?limit=1"))!;
        string next = $"api/v1/namespaces?limit=1&continue={Uri.EscapeDataString((string)page["metadata"]!["continue"]!)}";
        using (var read = await cluster.Admin.GetAsync(next))
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);

        await CreateNamespacesAsync(1);
        await cluster.CompactAsync();

        using var gone = await cluster.Admin.GetAsync(next);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
    }

    [Fact]
    public async Task A_watch_from_before_a_compaction_gets_410_once_the_API_server_has_lost_its_cache()
    {
        var list = JsonNode.Parse(await cluster.Admin.GetStringAsync("api/v1/namespaces?limit=1"))!;
        string watch = $"api/v1/namespaces?watch=true&timeoutSeconds=5&resourceVersion={list["metadata"]!["resourceVersion"]}";
        await CreateNamespacesAsync(3);

        await cluster.CompactAsync();
        await cluster.RestartApiServerAsync();

        string events = await cluster.Admin.GetStringAsync(watch);
        Assert.Contains("\"code\":410", events, StringComparison.Ordinal);
    }

    private async Task CreateNamespacesAsync(int count)
    {
        for (int i = 0; i < count; i++)
            await cluster.CreateNamespaceAsync();
    }
}

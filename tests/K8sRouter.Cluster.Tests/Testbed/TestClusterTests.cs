using System.Net;
using System.Text.Json.Nodes;

namespace K8sRouter.Cluster.Tests.Testbed;

[Collection(FaultCollection.Name)]
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
    public async Task After_a_restart_the_data_is_there_and_a_watch_from_before_a_compaction_gets_410()
    {
        string ns = await cluster.CreateNamespaceAsync();
        var list = JsonNode.Parse(await cluster.Admin.GetStringAsync("api/v1/namespaces?limit=1"))!;
        string watch = $"api/v1/namespaces?watch=true&timeoutSeconds=5&resourceVersion={list["metadata"]!["resourceVersion"]}";
        await CreateNamespacesAsync(3);

        await cluster.CompactAsync();
        await cluster.RestartApiServerAsync();

        Assert.Contains("\"code\":410", await cluster.Admin.GetStringAsync(watch), StringComparison.Ordinal);
        Assert.Contains(ns, await cluster.Admin.GetStringAsync($"api/v1/namespaces/{ns}"), StringComparison.Ordinal);
    }

    private async Task CreateNamespacesAsync(int count)
    {
        for (int i = 0; i < count; i++)
            await cluster.CreateNamespaceAsync();
    }
}

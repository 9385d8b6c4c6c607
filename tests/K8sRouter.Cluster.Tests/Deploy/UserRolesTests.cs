using System.Net;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Deploy;

/// <summary>What people may do who hold the roles that the cluster's own admin, edit and view take up.</summary>
[Collection(ClusterCollection.Name)]
public sealed class UserRolesTests(TestCluster cluster) : IAsyncLifetime
{
    private string _namespace = "";

    public async Task InitializeAsync()
    {
        _namespace = await cluster.CreateNamespaceAsync("people");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_editor_writes_destinations_and_reads_policies()
    {
        using var editor = await PersonAsync("k8srouter-edit", "k8srouter-view");

        Assert.Equal(HttpStatusCode.Forbidden, await editor.CreateAsync(Path("workspaceprivacypolicies"), Policy));
        Assert.Equal(HttpStatusCode.OK, await editor.GetAsync(Path("workspaceprivacypolicies")));
        Assert.Equal(HttpStatusCode.Created, await editor.CreateAsync(Path("observabilitydestinations"), Destination));
        Assert.Equal(HttpStatusCode.Forbidden, await editor.MergeAsync(Path("observabilitydestinations/traces/status"), """{"status": {}}"""));
    }

    [Fact]
    public async Task An_administrator_writes_policies()
    {
        using var administrator = await PersonAsync("k8srouter-admin", "k8srouter-edit", "k8srouter-view");

        Assert.Equal(HttpStatusCode.Created, await administrator.CreateAsync(Path("workspaceprivacypolicies"), Policy));
        Assert.Equal(HttpStatusCode.OK, await administrator.DeleteAsync(Path("workspaceprivacypolicies/default")));
        Assert.Equal(HttpStatusCode.Forbidden, await administrator.GetAsync("apis/k8srouter.io/v1alpha1/modelproviders"));
    }

    [Fact]
    public async Task A_viewer_reads_status_and_writes_nothing()
    {
        using var viewer = await PersonAsync("k8srouter-view");

        Assert.Equal(HttpStatusCode.OK, await viewer.GetAsync(Path("observabilitydestinations")));
        Assert.Equal(HttpStatusCode.Forbidden, await viewer.CreateAsync(Path("workspaceprivacypolicies"), Policy));
        Assert.Equal(HttpStatusCode.Forbidden, await viewer.CreateAsync(Path("observabilitydestinations"), Destination));
        Assert.Equal(HttpStatusCode.Forbidden, await viewer.GetAsync($"api/v1/namespaces/{_namespace}/secrets"));
    }

    /// <summary>The controller that aggregates isn't part of an API server.</summary>
    [Theory]
    [InlineData("admin")]
    [InlineData("edit")]
    [InlineData("view")]
    public async Task The_clusters_own_roles_select_ours(string role)
    {
        var own = await RoleAsync(role);
        var selected = own["aggregationRule"]!["clusterRoleSelectors"]!.AsArray()
            .SelectMany(selector => selector!["matchLabels"]!.AsObject()).Select(label => (label.Key, (string?)label.Value));
        var labels = (await RoleAsync($"k8srouter-{role}"))["metadata"]!["labels"]!.AsObject();

        Assert.Contains(selected, label => (string?)labels[label.Key] == label.Item2);
    }

    private async Task<AccountClient> PersonAsync(params string[] roles)
    {
        string name = $"person-{Guid.NewGuid().ToString("N")[..8]}";
        foreach (string role in roles)
        {
            (await cluster.KubectlAsync(
                "create", "rolebinding", $"{name}-{role}", "-n", _namespace, $"--clusterrole={role}", $"--serviceaccount={_namespace}:{name}")).OrThrow();
        }
        var person = await AccountClient.CreateAsync(cluster, _namespace, name);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await person.GetAsync(Path("workspaceprivacypolicies")) != HttpStatusCode.OK)
            await Task.Delay(50, patience.Token);
        return person;
    }

    private async Task<JsonNode> RoleAsync(string name) =>
        JsonNode.Parse((await cluster.KubectlAsync("get", "clusterrole", name, "-o", "json")).OrThrow())!;

    private string Path(string resource) => $"apis/k8srouter.io/v1alpha1/namespaces/{_namespace}/{resource}";

    private const string Policy = """
        {"apiVersion": "k8srouter.io/v1alpha1", "kind": "WorkspacePrivacyPolicy", "metadata": {"name": "default"}, "spec": {"region": "Us"}}
        """;

    private const string Destination = """
        {"apiVersion": "k8srouter.io/v1alpha1", "kind": "ObservabilityDestination", "metadata": {"name": "traces"}, "spec": {"type": "langfuse"}}
        """;
}

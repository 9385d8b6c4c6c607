using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Objects that were stored while their definition was looser.</summary>
[Collection(FaultCollection.Name)]
public sealed class UnreadableTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Definition = "customresourcedefinition/workspaceprivacypolicies.k8srouter.io";

    private const string Looser = """
        [{"op": "replace", "path": "/spec/versions/0/schema/openAPIV3Schema",
          "value": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}]
        """;

    private RunningOperator _operator = null!;

    public async Task InitializeAsync()
    {
        await cluster.ApplyAsync(Manifests.Provider("acme"));
        (await cluster.KubectlAsync("patch", Definition, "--type=json", "-p", Looser)).OrThrow();
        _operator = await RunningOperator.LeadAsync(cluster);
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        (await cluster.KubectlAsync("apply", "-f", cluster.Definitions)).OrThrow();
        await cluster.ClearAsync();
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_closes_its_workspace_until_it_can()
    {
        var team = await cluster.CreateNamespaceAsync("team");
        await StoreAsync(Manifests.Policy(team));
        await Delivered.UntilAsync(cluster, team, 1, () => _operator.Log);

        await StoreAsync(Manifests.Policy(team, "{region: Mars}"));
        await Delivered.UntilAsync(cluster, team, 0, () => _operator.Log);
        Assert.Equal(1, await _operator.MetricAsync("k8srouter_informer_unreadable_objects", "workspaceprivacypolicies"));
        Assert.Contains($"{team}/default can't be read at $.spec.region", _operator.Log, StringComparison.Ordinal);

        await StoreAsync(Manifests.Policy(team, "{region: Global}"));
        await Delivered.UntilAsync(cluster, team, 1, () => _operator.Log);
        Assert.Equal(0, await _operator.MetricAsync("k8srouter_informer_unreadable_objects", "workspaceprivacypolicies"));
    }

    [Fact]
    public async Task A_floor_that_cannot_be_read_freezes_everything()
    {
        var team = await cluster.CreateNamespaceAsync("team");
        await StoreAsync(Manifests.Policy(team));
        var before = await Delivered.UntilAsync(cluster, team, 1, () => _operator.Log);

        await StoreAsync(Manifests.Policy(Installation.Namespace, "{region: Mars}"));
        await Eventually.IsAsync(
            async () => await _operator.MetricAsync("k8srouter_informer_unreadable_objects", "workspaceprivacypolicies") == 1,
            TimeSpan.FromSeconds(20), () => _operator.Log);
        var lists = await _operator.MetricAsync("k8srouter_informer_lists_total", "workspaceprivacypolicies");
        await StoreAsync(Manifests.Policy(team, "{providers: {ignore: [acme]}}"));
        await Task.Delay(TimeSpan.FromSeconds(2));

        Assert.Equal(before.Version, (await Delivered.OfAsync(cluster, team))!.Version);
        Assert.Equal(lists, await _operator.MetricAsync("k8srouter_informer_lists_total", "workspaceprivacypolicies"));
    }

    /// <summary>Without a look at the schema that kubectl may still know.</summary>
    private async Task StoreAsync(string manifest) =>
        (await cluster.KubectlAsync(["apply", "--validate=false", "-f", "-"], manifest)).OrThrow();
}

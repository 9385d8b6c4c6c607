using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>What an operator does with what is there already when it begins to lead.</summary>
[Collection(FaultCollection.Name)]
public sealed class RestartTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

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
    public async Task Statuses_that_hold_are_not_written_again_by_the_next_leader()
    {
        var team = await cluster.CreateNamespaceAsync("team");
        await cluster.ApplyAsync(Manifests.Provider("restarted"));
        await cluster.ApplyAsync(Manifests.Policy(team));
        await cluster.ApplyAsync(
            $$"""
            apiVersion: k8srouter.io/v1alpha1
            kind: ObservabilityDestination
            metadata: {name: hook, namespace: {{team}}}
            spec:
              type: webhook
              displayName: hook
              secretConfig: [{field: url, name: hook, key: url}]
            """);
        (await cluster.KubectlAsync("wait", "--for=condition=Ready", "workspaceprivacypolicy/default", "-n", team, "--timeout=20s")).OrThrow();
        (await cluster.KubectlAsync("wait", "--for=condition=SecretsResolved=False", "observabilitydestination/hook", "-n", team, "--timeout=20s")).OrThrow();
        string policy = $"apis/k8srouter.io/v1alpha1/namespaces/{team}/workspaceprivacypolicies/default";
        // What pods have is known last, and no condition of Ready.
        await Eventually.IsAsync(
            async () => (string?)(await FindAsync(policy))["status"]!["injection"] == "Off", Patience, () => $"it isn't looked at\n{_operator.Log}");
        string[] paths =
        [
            "apis/k8srouter.io/v1alpha1/modelproviders/restarted",
            policy,
            $"apis/k8srouter.io/v1alpha1/namespaces/{team}/observabilitydestinations/hook",
        ];
        var before = await VersionsAsync(paths);

        var earlier = _operator;
        await earlier.StopAsync();
        _operator = await RunningOperator.LeadAsync(cluster);
        await earlier.DisposeAsync();
        // What is asked for last is there once all that the start brings about is done.
        var later = await cluster.CreateNamespaceAsync("later");
        await cluster.ApplyAsync(Manifests.Policy(later));
        (await cluster.KubectlAsync("wait", "--for=condition=Ready", "workspaceprivacypolicy/default", "-n", later, "--timeout=20s")).OrThrow();
        await Eventually.IsAsync(
            async () => await _operator.MetricAsync("k8srouter_queue_depth") is 0, Patience, () => $"it is never done\n{_operator.Log}");

        Assert.Equal(before, await VersionsAsync(paths));
    }

    [Fact]
    public async Task The_binding_in_its_own_namespace_is_not_taken_for_that_of_a_workspace()
    {
        var left = await cluster.CreateNamespaceAsync("other");
        (await cluster.KubectlAsync("create", "rolebinding", "k8srouter-operator", "-n", left, "--clusterrole=view", "--user=jane")).OrThrow();
        var team = await cluster.CreateNamespaceAsync("team");
        await cluster.ApplyAsync(Manifests.Policy(team));
        (await cluster.KubectlAsync("wait", "--for=condition=Ready", "workspaceprivacypolicy/default", "-n", team, "--timeout=20s")).OrThrow();

        Assert.DoesNotContain($" {Installation.Namespace}", _operator.Log.Split("leads", 2)[^1]);
        Assert.DoesNotContain(left, _operator.Log);
        (await cluster.KubectlAsync("get", "rolebinding/k8srouter-operator", "-n", Installation.Namespace)).OrThrow();
        (await cluster.KubectlAsync("get", "rolebinding/k8srouter-operator", "-n", left)).OrThrow();
    }

    private async Task<string> VersionsAsync(string[] paths)
    {
        var versions = new List<string>();
        foreach (var path in paths)
            versions.Add($"{path} {(await FindAsync(path))["metadata"]!["resourceVersion"]}");
        return string.Join('\n', versions);
    }

    private async Task<JsonNode> FindAsync(string path) => JsonNode.Parse(await cluster.Admin.GetStringAsync(path))!;
}

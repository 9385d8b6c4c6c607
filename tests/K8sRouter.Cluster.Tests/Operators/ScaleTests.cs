using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Many namespaces, in small: `tests/benchmarks/run.sh operator` measures a thousand.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ScaleTests(TestCluster cluster) : IAsyncLifetime
{
    private const int Workspaces = 130;
    private const int Pods = 500;
    private const long MostBytes = 260L * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    private readonly List<string> _names = [];

    public async Task InitializeAsync()
    {
        await cluster.ApplyAsync(Manifests.Provider("acme"));
        string run = Guid.NewGuid().ToString("N")[..6];
        _names.AddRange(Enumerable.Range(0, Workspaces).Select(number => $"scale-{run}-{number}"));
        await Parallel.ForEachAsync(_names, async (name, _) =>
        {
            await PostAsync("api/v1/namespaces", $$"""{"metadata": {"name": "{{name}}"} }""");
            await PostAsync(
                $"apis/k8srouter.io/v1alpha1/namespaces/{name}/workspaceprivacypolicies",
                """{"apiVersion": "k8srouter.io/v1alpha1", "kind": "WorkspacePrivacyPolicy", "metadata": {"name": "default"}, "spec": {} }""");
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, Pods), async (number, _) => await PostAsync(
            $"api/v1/namespaces/{_names[number % Workspaces]}/pods",
            $$"""
            {"metadata": {"name": "web-{{number}}", "labels": {"k8srouter.io/sidecar": "injected"} },
             "spec": {"containers": [{"name": "app", "image": "app"}]} }
            """));
    }

    public async Task DisposeAsync()
    {
        (await cluster.KubectlAsync("delete", "pods", "-A", "--all", "--force", "--grace-period=0", "--wait=false")).OrThrow();
        await cluster.ClearAsync();
    }

    [Fact]
    public async Task Many_workspaces_come_into_force_and_then_only_the_one_that_changes_is_written()
    {
        await using var running = await RunningOperator.LeadAsync(cluster);
        await Eventually.IsAsync(async () => await ReadyAsync() == Workspaces, Patience, () => $"not all are in force:\n{running.Log}");

        // Two watches for each workspace are more than the 250 streams that the API server takes on one connection.
        var watches = await running.MetricAsync("k8srouter_informer_watches_total");
        Assert.True(watches > 2 * Workspaces, $"{watches} watches");
        Assert.InRange(running.ConnectionsTo(cluster.Server), 2, 4);

        Assert.Empty(await WrittenWithinAsync(Rest));

        var revision = await cluster.RevisionAsync();
        await cluster.ApplyAsync(Manifests.Policy(_names[7], "{retention: {maxDays: 3}, models: {ignore: [\"acme/*\"]}}"));
        await Eventually.IsAsync(
            async () => (await ConfigsAsync(revision)).Count > 0, Patience, () => $"the change isn't in force:\n{running.Log}");
        await Task.Delay(Rest);
        Assert.Equal([$"/registry/configmaps/{_names[7]}/k8srouter-config"], await ConfigsAsync(revision));

        Assert.InRange(running.ResidentBytes(), 0, MostBytes);
    }

    private async Task<int> ReadyAsync()
    {
        var policies = JsonNode.Parse(await cluster.Admin.GetStringAsync("apis/k8srouter.io/v1alpha1/workspaceprivacypolicies"))!["items"]!.AsArray();
        return policies.Count(policy => _names.Contains((string)policy!["metadata"]!["namespace"]!)
            && policy["status"]?["conditions"]?.AsArray().Any(item => (string)item!["type"]! == "Ready" && (string)item["status"]! == "True") is true);
    }

    /// <summary>What is written while nothing happens, save for leases; what was still on its way may finish.</summary>
    private async Task<IReadOnlyList<string>> WrittenWithinAsync(TimeSpan time)
    {
        IReadOnlyList<string> written = [];
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var revision = await cluster.RevisionAsync();
            await Task.Delay(time);
            written = [.. (await cluster.WrittenSinceAsync(revision)).Where(key => !key.Contains("/leases/", StringComparison.Ordinal))];
            if (written.Count == 0)
                break;
        }
        return written;
    }

    private async Task<IReadOnlyList<string>> ConfigsAsync(long revision) =>
        [.. (await cluster.WrittenSinceAsync(revision)).Where(key => key.EndsWith("/k8srouter-config", StringComparison.Ordinal))];

    private async Task PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await cluster.Admin.PostAsync(path, content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}

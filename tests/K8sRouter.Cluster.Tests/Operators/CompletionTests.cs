using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Pods of Jobs, whose classic sidecar would keep them from ever completing.</summary>
[Collection(ClusterCollection.Name)]
public sealed class CompletionTests(LeadingOperator leading) : IClassFixture<LeadingOperator>
{
    private const string Classic = "k8srouter.io/sidecar-mode: classic";

    private readonly TestCluster _cluster = leading.Cluster;

    [Fact]
    public async Task A_jobs_pod_is_told_to_end_with_the_workspaces_token_once_its_own_work_has_ended_and_not_before()
    {
        var team = await leading.WorkspaceAsync();
        string expected = $"Bearer {(await team.CredentialsAsync())["admin-token"]}";
        await using var working = await StartAsync(team, "working", "Never");
        await using var retried = await StartAsync(team, "retried", "OnFailure");
        await using var server = await StartAsync(team, "server", "Always");
        await using var failed = await StartAsync(team, "failed", "Never");
        await using var done = await StartAsync(team, "done", "OnFailure");
        await working.SetContainersAsync(null, null);
        await retried.SetContainersAsync(null, 1);
        await server.SetContainersAsync(null, 0);
        await failed.SetContainersAsync(null, 1);
        await done.SetContainersAsync(null, 0);

        await leading.UntilAsync(() => Task.FromResult(failed.Quits.Count > 0 && done.Quits.Count > 0), "both are told to end");
        Assert.All(failed.Quits.Concat(done.Quits), header => Assert.Equal(expected, header));
        Assert.Empty(working.Quits);
        Assert.Empty(retried.Quits);
        Assert.Empty(server.Quits);
        Assert.True(await leading.Running.MetricAsync("k8srouter_sidecar_quits_total", "accepted") >= 2);

        await working.SetContainersAsync(null, 0);
        await leading.UntilAsync(() => Task.FromResult(working.Quits.Count > 0), "the one that worked is told when it is done");
        Assert.Equal(expected, working.Quits[0]);
        Assert.DoesNotContain(expected["Bearer ".Length..], leading.Running.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_whose_sidecar_does_not_answer_is_tried_again_until_it_does()
    {
        var team = await leading.WorkspaceAsync();
        await using var pod = await StartAsync(team, "late", "Never");
        await leading.PatchAsync($"{pod.Path}/status", System.Text.Json.Nodes.JsonNode.Parse(
            """{"status": {"podIP": "127.0.0.2", "podIPs": [{"ip": "127.0.0.2"}]}}""")!);
        await pod.SetContainersAsync(null, 0);
        await leading.UntilAsync(
            () => Task.FromResult(leading.Running.Log.Contains($"The sidecar of pod {team.Name}/late can't be told to end", StringComparison.Ordinal)),
            "the log says so");

        await leading.PatchAsync($"{pod.Path}/status", System.Text.Json.Nodes.JsonNode.Parse(
            """{"status": {"podIP": "127.0.0.1", "podIPs": [{"ip": "127.0.0.1"}]}}""")!);

        await leading.UntilAsync(() => Task.FromResult(pod.Quits.Count > 0), "it is told");
    }

    private async Task<SidecarPod> StartAsync(Workspace team, string name, string restartPolicy) =>
        await SidecarPod.StartAsync(_cluster, leading, team.Name, name, Classic, restartPolicy);
}

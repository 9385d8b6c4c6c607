using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>What sidecars say of themselves, and what the operator makes of it.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SidecarTests(LeadingOperator leading) : IClassFixture<LeadingOperator>
{
    private static readonly string Older = new('0', 64);

    private readonly TestCluster _cluster = leading.Cluster;

    [Fact]
    public async Task A_sidecar_that_lags_is_named_and_nudged_until_it_runs_the_revision_and_missed_when_it_is_gone()
    {
        var team = await leading.WorkspaceAsync();
        await using var pod = await SidecarPod.StartAsync(_cluster, leading, team.Name, "app-0");
        pod.Observation = Says(Older);

        Assert.Contains("app-0", await leading.UntilConditionAsync(team.Policy, "Programmed", "False/SidecarsLagging"), StringComparison.Ordinal);
        Assert.Equal("0/1", await SidecarsAsync(team));
        var revision = await RevisionAsync(team);
        await leading.UntilAsync(async () => (await NudgeAsync(pod)).StartsWith(revision[..12], StringComparison.Ordinal), "it is nudged");

        pod.Observation = Says(revision);
        await leading.UntilConditionAsync(team.Policy, "Programmed", "True/Programmed");
        await leading.UntilAsync(async () => await SidecarsAsync(team) == "1/1", "all run it");

        pod.Observation = Says(Older, "\"refuses\": true");
        await _cluster.ApplyAsync(Manifests.Provider("newer"));
        Assert.Contains("app-0", await leading.UntilConditionAsync(team.Policy, "Programmed", "False/ConfigRefused"), StringComparison.Ordinal);
        await leading.UntilEventAsync(team.Name, "ConfigRefused");

        await pod.DisposeAsync();
        await _cluster.ApplyAsync(Manifests.Provider("newest"));
        await leading.UntilConditionAsync(team.Policy, "Programmed", "Unknown/SidecarsUnreachable");

        (await _cluster.KubectlAsync("delete", "pod", "app-0", "-n", team.Name, "--force", "--grace-period=0")).OrThrow();
        await leading.UntilConditionAsync(team.Policy, "Programmed", "True/NoSidecars");
    }

    [Fact]
    public async Task The_sidecar_of_a_Job_that_is_done_isnt_asked_though_the_pods_phase_doesnt_say_so_yet()
    {
        var team = await leading.WorkspaceAsync();
        await using var pod = await SidecarPod.StartAsync(_cluster, leading, team.Name, "job-0", restartPolicy: "Never");
        pod.Observation = Says(await RevisionAsync(team));
        await leading.UntilConditionAsync(team.Policy, "Programmed", "True/Programmed");

        await pod.SetContainersAsync(null, 0);

        await leading.UntilConditionAsync(team.Policy, "Programmed", "True/NoSidecars");
    }

    [Fact]
    public async Task What_a_sidecar_says_of_store_and_destination_stands_in_their_conditions()
    {
        var team = await leading.WorkspaceAsync("{store: {location: Us, gcs: {bucket: team-records}}}");
        await leading.UntilConditionAsync(team.Policy, "RecordsStored", "True/RecordsStored");
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "hook", "destination", "url", "https://hook.example/x"));
        await _cluster.ApplyAsync(Manifests.Destination(team.Name, "hook"));
        await leading.UntilConditionAsync(team.Destination("hook"), "Delivering", "Unknown/NoSidecars");
        await using var pod = await SidecarPod.StartAsync(_cluster, leading, team.Name, "app-0");
        pod.Observation = Says(
            await RevisionAsync(team),
            """
            "records": {"state": "failing", "fault": "access_denied"}, "destinations": [{"name": "hook", "state": "failing", "fault": "http_401"}]
            """);

        Assert.Contains(
            "(access_denied)", await leading.UntilConditionAsync(team.Policy, "StorageReady", "False/UploadFailing"), StringComparison.Ordinal);
        Assert.Contains(
            "(http_401)", await leading.UntilConditionAsync(team.Destination("hook"), "Delivering", "False/DeliveryFailing"), StringComparison.Ordinal);
        await leading.UntilEventAsync(team.Name, "DeliveryFailing");

        await _cluster.ApplyAsync(Manifests.Provider("another"));
        pod.Observation = Says(
            await UntilRevisionOtherThanAsync(team, (string)JsonNode.Parse(pod.Observation)!["revision"]!),
            """
            "records": {"state": "stored"}, "destinations": [{"name": "hook", "state": "delivering"}]
            """);
        await leading.UntilConditionAsync(team.Policy, "StorageReady", "True/StorageReady");
        await leading.UntilConditionAsync(team.Destination("hook"), "Delivering", "True/Delivering");
        await leading.UntilConditionAsync(team.Destination("hook"), "Ready", "True/Ready");
    }

    private async Task<string> NudgeAsync(SidecarPod pod) =>
        (string?)(await leading.FindAsync(pod.Path))?["metadata"]!["annotations"]!["k8srouter.io/config-revision"] ?? "";

    private async Task<string> RevisionAsync(Workspace team) =>
        (string)(await leading.FindAsync(team.ConfigMap))!["metadata"]!["annotations"]!["k8srouter.io/revision"]!;

    private async Task<string> UntilRevisionOtherThanAsync(Workspace team, string revision)
    {
        await leading.UntilAsync(async () => await RevisionAsync(team) != revision, "a new revision");
        return await RevisionAsync(team);
    }

    private async Task<string?> SidecarsAsync(Workspace team) => (string?)(await leading.FindAsync(team.Policy))!["status"]?["sidecars"];

    private static string Says(string revision, string further = "\"refuses\": false") =>
        $$"""{"revision": "{{revision}}", "supportedSchemaVersion": 1, {{further}}}""";
}

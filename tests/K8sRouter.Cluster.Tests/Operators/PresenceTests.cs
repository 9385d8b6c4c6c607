using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Pods that should have a sidecar and don't, and those with an older one.</summary>
[Collection(ClusterCollection.Name)]
public sealed class PresenceTests(LeadingOperator leading) : IClassFixture<LeadingOperator>
{
    private static readonly IReadOnlyDictionary<string, string> OptedIn = new Dictionary<string, string> { ["k8srouter.io/inject"] = "enabled" };

    private readonly TestCluster _cluster = leading.Cluster;

    [Fact]
    public async Task A_pod_without_its_sidecar_is_named_in_the_policy_told_once_and_counted_until_it_is_replaced()
    {
        var team = await leading.WorkspaceAsync(labels: OptedIn);
        await leading.UntilConditionAsync(team.Policy, "Injected", "True/Injected");
        await ApplyPodAsync(team, "out", "{k8srouter.io/inject: disabled}");
        await ApplyPodAsync(team, "host", "{}", spec: "hostNetwork: true, ");
        await ApplyPodAsync(team, "win", "{}", spec: "tolerations: [{key: os, value: windows}], ");
        await ApplyPodAsync(team, "skipped", "{}", annotations: "{k8srouter.io/injection-skipped: PortTaken}");
        await ApplyPodAsync(team, "bare", "{}");

        var message = await leading.UntilConditionAsync(team.Policy, "Injected", "False/SidecarsMissing");
        Assert.Contains("1 pod (bare)", message, StringComparison.Ordinal);
        await leading.UntilAsync(
            async () => (await MessageAsync(team)).Contains(
                "Left without one: by the pod's own label 1 pod (out); on the node's network 1 pod (host); for Windows 1 pod (win); for another reason 1 pod (skipped: PortTaken).",
                StringComparison.Ordinal),
            "those that are left without");
        Assert.Equal("1 missing", await WordAsync(team));
        Assert.Equal("True", (string?)(await leading.ConditionAsync(team.Policy, "Ready"))!["status"]);
        await leading.UntilAsync(async () => (await EventsAsync(team)).Length == 1, "the pod's event");
        Assert.Equal(1, await leading.Running.MetricAsync("k8srouter_pods_without_sidecar", "missing"));
        foreach (string reason in (string[])["skipped", "opted_out", "host_network", "windows"])
            Assert.Equal(1, await leading.Running.MetricAsync("k8srouter_pods_without_sidecar", $"\"{reason}\""));
        await leading.UntilEventAsync(team.Name, "SidecarsMissing");

        await DeletePodAsync(team, "bare");
        await using var replaced = await SidecarPod.StartAsync(_cluster, leading, team.Name, "web");
        await leading.UntilConditionAsync(team.Policy, "Injected", "True/PodsSkipped");
        foreach (string left in (string[])["skipped", "out", "host", "win"])
            await DeletePodAsync(team, left);
        await leading.UntilConditionAsync(team.Policy, "Injected", "True/Injected");
        await leading.UntilAsync(async () => await WordAsync(team) == "All", "the column");

        var told = Assert.Single(await EventsAsync(team));
        Assert.Equal("bare", (string?)told!["regarding"]!["name"]);
        Assert.Contains($"kubectl -n {team.Name} delete pod bare", (string?)told["note"], StringComparison.Ordinal);
        Assert.Equal(0, await leading.Running.MetricAsync("k8srouter_pods_without_sidecar", "missing"));
    }

    [Fact]
    public async Task A_label_of_a_namespace_that_means_nothing_is_told_in_its_events_and_in_its_policy()
    {
        var team = await leading.WorkspaceAsync(labels: new Dictionary<string, string> { ["k8srouter.io/inject"] = "true" });

        Assert.Contains("has the value \"true\"", await leading.UntilConditionAsync(team.Policy, "Injected", "False/NamespaceLabelInvalid"), StringComparison.Ordinal);
        JsonNode?[] told = [];
        await leading.UntilAsync(
            async () => (told = [.. (await leading.FindAsync("apis/events.k8s.io/v1/events"))!["items"]!.AsArray()
                .Where(item => (string)item!["reason"]! == "NamespaceLabelInvalid" && (string?)item["regarding"]!["name"] == team.Name)]).Length == 1,
            "an event about the namespace");
        Assert.Contains($"kubectl label namespace {team.Name} k8srouter.io/inject=enabled --overwrite", (string?)told[0]!["note"], StringComparison.Ordinal);

        await leading.PatchAsync($"api/v1/namespaces/{team.Name}", JsonNode.Parse("""{"metadata": {"labels": {"k8srouter.io/inject": "enabled"}}}""")!);
        await leading.UntilConditionAsync(team.Policy, "Injected", "True/Injected");
    }

    [Fact]
    public async Task Where_pods_ask_for_themselves_only_those_are_looked_at_and_opting_in_and_out_is_followed()
    {
        var team = await leading.WorkspaceAsync();
        await ApplyPodAsync(team, "other", "{}");
        await leading.UntilConditionAsync(team.Policy, "Injected", "Unknown/NotOptedIn");

        await ApplyPodAsync(team, "asks", "{k8srouter.io/inject: enabled}");
        Assert.Contains(
            "1 pod (asks)", await leading.UntilConditionAsync(team.Policy, "Injected", "False/SidecarsMissing"), StringComparison.Ordinal);

        await leading.PatchAsync($"api/v1/namespaces/{team.Name}", JsonNode.Parse("""{"metadata": {"labels": {"k8srouter.io/inject": "enabled"}}}""")!);
        await leading.UntilAsync(
            async () => (await MessageAsync(team)).Contains("2 pods (asks, other)", StringComparison.Ordinal), "both are missed");

        await leading.PatchAsync($"api/v1/namespaces/{team.Name}", JsonNode.Parse("""{"metadata": {"labels": {"k8srouter.io/inject": null}}}""")!);
        await DeletePodAsync(team, "asks");
        await leading.UntilConditionAsync(team.Policy, "Injected", "Unknown/NotOptedIn");
    }

    [Fact]
    public async Task Sidecars_of_an_older_image_are_counted_with_their_versions_and_a_line_fits_the_screen()
    {
        var team = await leading.WorkspaceAsync(labels: OptedIn);
        await using var older = await SidecarPod.StartAsync(_cluster, leading, team.Name, "web-old", "k8srouter.io/sidecar-image: example.com/sidecar:1");
        await using var current = await SidecarPod.StartAsync(
            _cluster, leading, team.Name, "web-new", $"k8srouter.io/sidecar-image: {LeadingOperator.SidecarImage}");
        string revision = (string)(await leading.FindAsync(team.ConfigMap))!["metadata"]!["annotations"]!["k8srouter.io/revision"]!;
        older.Observation = $$"""{"revision": "{{revision}}", "version": "0.9.1+abc"}""";
        current.Observation = $$"""{"revision": "{{revision}}", "version": "1.0.0"}""";

        await leading.UntilConditionAsync(team.Policy, "Injected", "True/SidecarsOutdated");
        await leading.UntilAsync(
            async () => (await MessageAsync(team)).Contains("1 pod (web-old) of 2", StringComparison.Ordinal), "both are counted");
        await leading.UntilAsync(
            async () => (await MessageAsync(team)).EndsWith("Versions: 0.9.1 (1), 1.0.0 (1).", StringComparison.Ordinal), "their versions");
        await leading.UntilAsync(async () => await WordAsync(team) == "1 old", "the column");
        Assert.Equal(1, await leading.Running.MetricAsync("k8srouter_sidecars", "0.9.1"));
        Assert.Equal(1, await leading.Running.MetricAsync("k8srouter_pods_with_sidecar", "other"));

        string shown = (await _cluster.KubectlAsync("get", "wpp", "-A")).OrThrow();
        Assert.Contains("INJECTION", shown, StringComparison.Ordinal);
        Assert.All(shown.Split('\n'), line => Assert.InRange(line.Length, 0, 120));
    }

    private Task<string> ApplyPodAsync(Workspace team, string name, string labels, string spec = "", string annotations = "{}") =>
        _cluster.ApplyAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: {{name}}, namespace: {{team.Name}}, labels: {{labels}}, annotations: {{annotations}} }
            spec: { {{spec}}containers: [{name: app, image: example.com/app}]}
            """);

    private async Task DeletePodAsync(Workspace team, string name) =>
        (await _cluster.KubectlAsync("delete", "pod", name, "-n", team.Name, "--force", "--grace-period=0")).OrThrow();

    private async Task<string> MessageAsync(Workspace team) =>
        (string?)(await leading.ConditionAsync(team.Policy, "Injected"))?["message"] ?? "";

    private async Task<string?> WordAsync(Workspace team) => (string?)(await leading.FindAsync(team.Policy))!["status"]?["injection"];

    private async Task<JsonNode?[]> EventsAsync(Workspace team) =>
        [.. (await leading.FindAsync($"apis/events.k8s.io/v1/namespaces/{team.Name}/events"))!["items"]!.AsArray()
            .Where(item => (string)item!["reason"]! == "SidecarMissing")];
}

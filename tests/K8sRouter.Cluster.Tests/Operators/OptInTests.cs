using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>How a namespace becomes a workspace, and ceases to be one.</summary>
[Collection(ClusterCollection.Name)]
public sealed class OptInTests(LeadingOperator leading) : IClassFixture<LeadingOperator>
{
    private const string Label = "k8srouter.io/inject";

    private readonly TestCluster _cluster = leading.Cluster;

    [Fact]
    public async Task A_label_alone_makes_a_workspace_and_without_label_and_policy_nothing_of_ours_stays()
    {
        var team = new Workspace(leading, await _cluster.CreateNamespaceAsync("labelled"));
        await LabelAsync(team.Name, "enabled");
        await UntilThereAsync(team);

        await _cluster.ApplyAsync(Manifests.Policy(team.Name));
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
        await LabelAsync(team.Name, null);
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "caller", "api-key", "key", "0123456789abcdef0123456789abcdef"));
        await leading.UntilAsync(async () => (await team.ConfigAsync())!["apiKeys"]?.AsArray().Count == 1, "the policy keeps it");

        await leading.DeleteAsync(team.Policy);
        await UntilGoneAsync(team);
        Assert.NotNull(await leading.FindAsync($"api/v1/namespaces/{team.Name}/secrets/caller"));
    }

    [Fact]
    public async Task A_new_policy_is_never_said_to_be_in_no_workspace()
    {
        var team = await leading.WorkspaceAsync();
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
        await leading.UntilEventAsync(team.Name, "Ready");

        var events = (await leading.FindAsync($"apis/events.k8s.io/v1/namespaces/{team.Name}/events"))!["items"]!.AsArray();

        Assert.Equal(["NoStore", "Ready"], events.Select(item => (string)item!["reason"]!).Order());
    }

    [Fact]
    public async Task A_destination_elsewhere_says_how_to_opt_in()
    {
        var team = new Workspace(leading, await _cluster.CreateNamespaceAsync("elsewhere"));
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "hook", "destination", "url", "https://hook.example/x"));
        await _cluster.ApplyAsync(Manifests.Destination(team.Name, "hook"));

        var advice = await leading.UntilConditionAsync(team.Destination("hook"), "Accepted", "False/NotAWorkspace");

        Assert.Contains("label it k8srouter.io/inject=enabled", advice, StringComparison.Ordinal);
        Assert.Null(await leading.FindAsync(team.Binding));
        await LabelAsync(team.Name, "enabled");
        await leading.UntilConditionAsync(team.Destination("hook"), "Ready", "True/Ready");
    }

    [Fact]
    public async Task The_systems_namespaces_are_never_workspaces()
    {
        var system = new Workspace(leading, "kube-system");
        await LabelAsync(system.Name, "enabled");
        await _cluster.ApplyAsync(Manifests.Policy(system.Name));

        Assert.Contains(
            "belongs to the system", await leading.UntilConditionAsync(system.Policy, "Accepted", "False/NotAWorkspace"), StringComparison.Ordinal);

        Assert.Null(await leading.FindAsync(system.Binding));
        Assert.Null(await leading.FindAsync(system.ConfigMap));
    }

    [Fact]
    public async Task What_was_left_when_the_operator_was_down_is_removed_when_it_is_back()
    {
        var team = await leading.WorkspaceAsync();
        await UntilThereAsync(team);
        var policy = (string)(await leading.FindAsync(team.Policy))!["metadata"]!["uid"]!;
        await leading.StopAsync();
        await leading.DeleteAsync(team.Policy);

        await leading.StartAsync();
        // That a policy went while nobody looked may be the loss of all of them: somebody says that it is meant.
        (await _cluster.KubectlAsync("annotate", "namespace", team.Name, $"k8srouter.io/accept-missing-policy={policy}")).OrThrow();

        await UntilGoneAsync(team);
    }

    [Fact]
    public async Task A_namespace_that_is_being_deleted_is_named_and_left_alone()
    {
        var team = await leading.WorkspaceAsync();
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");

        await leading.DeleteAsync($"api/v1/namespaces/{team.Name}");

        Assert.Contains(
            "being deleted", await leading.UntilConditionAsync(team.Policy, "Accepted", "False/NotAWorkspace"), StringComparison.Ordinal);
        Assert.Equal(0, Retries());
    }

    [Fact]
    public async Task Nothing_is_tried_again_and_again_in_the_operators_own_namespace()
    {
        await leading.WorkspaceAsync();

        Assert.Equal(0, Retries());
        Assert.DoesNotContain("k8srouter-system failed", leading.Running.Log, StringComparison.Ordinal);
    }

    /// <summary>What had to be tried again, by the log.</summary>
    private int Retries() => leading.Running.Log.Split('\n')
        .Count(line => line.Contains("workspaces: ", StringComparison.Ordinal) && line.Contains(" failed: ", StringComparison.Ordinal));

    private async Task UntilThereAsync(Workspace team)
    {
        foreach (var path in new[] { team.Binding, team.ConfigMap, team.Secret })
            await leading.UntilAsync(async () => await leading.FindAsync(path) is not null, $"{path} comes");
    }

    private async Task UntilGoneAsync(Workspace team)
    {
        foreach (var path in new[] { team.ConfigMap, team.Secret, team.Binding })
            await leading.UntilAsync(async () => await leading.FindAsync(path) is null, $"{path} goes");
    }

    private Task LabelAsync(string ns, string? value) => leading.PatchAsync(
        $"api/v1/namespaces/{ns}", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Label] = value } } });
}

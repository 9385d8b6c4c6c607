using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>
/// Policies that are gone. The one of the team forbids a provider, the floor another: whoever takes either for unwanted opens the
/// way to a provider that keeps prompts.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class FreezeTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string Providers = string.Join(
        "\n---\n",
        Manifests.Provider("open"),
        Manifests.Provider("keeps", "{confirmed: true, training: false, publication: false, retentionDays: 30}"));

    private static readonly string Floor = Manifests.Policy(Installation.Namespace, "{retention: {maxDays: 7}}");

    private RunningOperator _operator = null!;
    private string _team = "";
    private string _other = "";

    private string Policy => Manifests.Policy(_team, "{providers: {ignore: [open]}}");

    public async Task InitializeAsync()
    {
        var labels = new Dictionary<string, string> { ["k8srouter.io/inject"] = "enabled" };
        _team = await cluster.CreateNamespaceAsync("team", labels);
        _other = await cluster.CreateNamespaceAsync("other", labels);
        await cluster.ApplyAsync(string.Join("\n---\n", Providers, Floor, Policy));
        _operator = await RunningOperator.LeadAsync(cluster);
        await UntilEndpointsAsync(_team, 0);
        await UntilEndpointsAsync(_other, 1);
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        await cluster.InstallAsync();
        await cluster.ClearAsync();
    }

    [Fact]
    public async Task Deleting_the_definitions_changes_nothing_that_is_in_force_and_neither_does_their_empty_return()
    {
        var before = await VersionsAsync();
        string policy = await UidAsync(_team), floor = await UidAsync(Installation.Namespace);

        (await cluster.KubectlAsync("delete", "-f", cluster.Definitions)).OrThrow();

        await UntilFrozenAsync();
        await UntilEventAsync("DefinitionUnavailable", "workspaceprivacypolicies.k8srouter.io");
        Assert.Equal(before, await VersionsAsync());

        await cluster.InstallAsync();
        await cluster.ApplyAsync(Providers);
        await UntilEventAsync("PolicyMissing", floor);
        Assert.Equal(before, await VersionsAsync());

        await cluster.ApplyAsync(Floor);
        await UntilEventAsync("PolicyMissing", policy);
        Assert.Equal(before[_team], (await VersionsAsync())[_team]);

        await cluster.ApplyAsync(Policy);
        (await cluster.KubectlAsync("wait", "--for=condition=Programmed", "workspaceprivacypolicy/default", "-n", _team, "--timeout=30s")).OrThrow();
        await UntilEndpointsAsync(_team, 0);
        await UntilEndpointsAsync(_other, 1);
    }

    [Fact]
    public async Task What_went_while_no_operator_ran_is_missing_until_an_administrator_accepts_its_loss()
    {
        var before = await VersionsAsync();
        await _operator.StopAsync();
        await _operator.DisposeAsync();
        string policy = await UidAsync(_team), floor = await UidAsync(Installation.Namespace);
        (await cluster.KubectlAsync("delete", "-f", cluster.Definitions)).OrThrow();
        await cluster.InstallAsync();
        await cluster.ApplyAsync(Providers);
        string later = await cluster.CreateNamespaceAsync("later", new Dictionary<string, string> { ["k8srouter.io/inject"] = "enabled" });

        _operator = await RunningOperator.LeadAsync(cluster);

        await UntilEventAsync("PolicyMissing", floor);
        await UntilIdleAsync();
        Assert.Equal(before, await VersionsAsync());
        Assert.Null(await Delivered.OfAsync(cluster, later));

        await AcceptAsync(Installation.Namespace, floor);
        await UntilEndpointsAsync(_other, 2);
        await UntilEndpointsAsync(later, 2);
        await UntilEventAsync("FloorDeleted", floor);
        await UntilEventAsync("WorkspaceWider", $"Workspace {_other} became wider");
        await UntilEventAsync("PolicyMissing", $"namespace {_team} k8srouter.io/accept-missing-policy={policy}");
        Assert.Equal(before[_team], (await VersionsAsync())[_team]);

        await AcceptAsync(_team, floor);
        await AcceptAsync(_team, policy);
        await UntilEndpointsAsync(_team, 2);
    }

    [Fact]
    public async Task A_policy_that_is_deleted_by_itself_counts_and_who_became_wider_is_told()
    {
        string policy = await UidAsync(_team), floor = await UidAsync(Installation.Namespace);
        (await cluster.KubectlAsync("delete", "workspaceprivacypolicy", "default", "-n", _team)).OrThrow();
        await UntilEndpointsAsync(_team, 1);
        await UntilEventAsync("PolicyDeleted", policy);

        (await cluster.KubectlAsync("delete", "workspaceprivacypolicy", "default", "-n", Installation.Namespace)).OrThrow();
        await UntilEndpointsAsync(_other, 2);
        await UntilEventAsync("FloorDeleted", floor);
        await UntilEventAsync("WorkspaceWider", $"Workspace {_other} became wider");
        await UntilEventAsync("WorkspaceWider", $"Workspace {_team} became wider");
    }

    [Fact]
    public async Task Deleting_all_that_was_installed_while_the_operator_runs_opens_nothing()
    {
        var before = await VersionsAsync();

        (await cluster.KubectlAsync("delete", "-k", Installation.Overlay(cluster), "--ignore-not-found", "--wait=false")).OrThrow();

        await Eventually.IsAsync(
            async () => (await cluster.KubectlAsync("get", "-f", cluster.Definitions, "--ignore-not-found", "-o", "name")).Output.Length == 0,
            Patience, () => "the definitions stay");
        await UntilFrozenAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.Equal(before, await VersionsAsync());

        // No controller empties a namespace here.
        using var finalize = new StringContent(
            $$$"""{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "{{{Installation.Namespace}}}"}, "spec": {"finalizers": []}}""",
            Encoding.UTF8, "application/json");
        using var answer = await cluster.Admin.PutAsync($"api/v1/namespaces/{Installation.Namespace}/finalize", finalize);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private Task<Delivered> UntilEndpointsAsync(string ns, int count) => Delivered.UntilAsync(cluster, ns, count, () => _operator.Log);

    private Task<TimeSpan> UntilFrozenAsync() => Eventually.IsAsync(
        () => Task.FromResult(_operator.Log.Contains("every workspace stays as it is", StringComparison.Ordinal)), Patience, () => _operator.Log);

    private Task<TimeSpan> UntilIdleAsync() => Eventually.IsAsync(
        async () => await _operator.MetricAsync("k8srouter_queue_depth") is 0, Patience, () => $"it is never done\n{_operator.Log}");

    /// <summary>Waits until there is an event of that reason that holds the text; UIDs tell it from those of other tests.</summary>
    private Task<TimeSpan> UntilEventAsync(string reason, string text) => Eventually.IsAsync(
        async () => (await FindAsync("apis/events.k8s.io/v1/events"))["items"]!.AsArray().Any(item =>
            (string)item!["reason"]! == reason && item.ToJsonString().Contains(text, StringComparison.Ordinal)),
        Patience, () => $"no event {reason} with {text}:\n{_operator.Log}");

    private async Task AcceptAsync(string ns, string uid) => (await cluster.KubectlAsync(
        "annotate", "--overwrite", "namespace", ns, $"k8srouter.io/accept-missing-policy={uid}")).OrThrow();

    private async Task<string> UidAsync(string ns) => (string)(await FindAsync(
        $"apis/k8srouter.io/v1alpha1/namespaces/{ns}/workspaceprivacypolicies/default"))["metadata"]!["uid"]!;

    /// <summary>Of both objects, by namespace: they change with every write.</summary>
    private async Task<Dictionary<string, string>> VersionsAsync()
    {
        var versions = new Dictionary<string, string>();
        foreach (var ns in new[] { _team, _other })
        {
            var configMap = await FindAsync($"api/v1/namespaces/{ns}/configmaps/k8srouter-config");
            var secret = await FindAsync($"api/v1/namespaces/{ns}/secrets/k8srouter-credentials");
            versions[ns] = $"{configMap["metadata"]!["resourceVersion"]}/{secret["metadata"]!["resourceVersion"]}";
        }
        return versions;
    }

    private async Task<JsonNode> FindAsync(string path) => JsonNode.Parse(await cluster.Admin.GetStringAsync(path))!;
}

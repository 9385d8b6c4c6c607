using System.Net;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>The operator ends at a bad moment, or loses what it may do.</summary>
[Collection(FaultCollection.Name)]
public sealed class CrashTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Closed = "{providers: {ignore: [acme]}}";

    private RunningOperator _operator = null!;

    public async Task InitializeAsync()
    {
        await cluster.ApplyAsync(Manifests.Provider("acme"));
        _operator = await RunningOperator.LeadAsync(cluster);
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        await cluster.ClearAsync();
    }

    [Fact]
    public async Task Killed_amid_fifty_changes_it_converges_after_the_restart()
    {
        var teams = new List<string>();
        for (int i = 0; i < 10; i++)
            teams.Add(await cluster.CreateNamespaceAsync("team"));
        await cluster.ApplyAsync(string.Join("\n---\n", teams.Select(team => Manifests.Policy(team))));
        for (int change = 0; change < 5; change++)
        {
            string spec = change % 2 == 0 ? Closed : "{}";
            await cluster.ApplyAsync(string.Join("\n---\n", teams.Select(team => Manifests.Policy(team, spec))));
            if (change == 2)
                _operator.Signal("KILL");
        }
        await _operator.DisposeAsync();
        _operator = await RunningOperator.LeadAsync(cluster);

        foreach (var team in teams)
        {
            await Delivered.UntilAsync(cluster, team, 0, () => _operator.Log);
            using var secret = await cluster.Admin.GetAsync($"api/v1/namespaces/{team}/secrets/k8srouter-credentials");
            Assert.Equal(HttpStatusCode.OK, secret.StatusCode);
        }
    }

    [Fact]
    public async Task Rights_that_are_taken_away_are_told_and_their_return_is_noticed()
    {
        var team = await cluster.CreateNamespaceAsync("team");
        await cluster.ApplyAsync(Manifests.Policy(team));
        await Delivered.UntilAsync(cluster, team, 1, () => _operator.Log);
        (await cluster.KubectlAsync("patch", "clusterrole", "k8srouter-workspace", "--type=merge", "-p", """{"rules":[]}""")).OrThrow();
        try
        {
            await cluster.ApplyAsync(Manifests.Policy(team, Closed));
            await UntilProgrammedSaysAsync(team, "Forbidden");
        }
        finally
        {
            await Installation.ApplyRightsAsync(cluster);
        }
        await Delivered.UntilAsync(cluster, team, 0, () => _operator.Log);
        Assert.False(_operator.HasEnded);
    }

    [Fact]
    public async Task What_it_may_do_in_its_own_namespace_stays_when_it_is_no_workspace()
    {
        var team = await cluster.CreateNamespaceAsync("team");
        await cluster.ApplyAsync(Manifests.Policy(team));
        await Delivered.UntilAsync(cluster, team, 1, () => _operator.Log);

        (await cluster.KubectlAsync("get", "rolebinding", "k8srouter-operator", "-n", Installation.Namespace)).OrThrow();
    }

    private Task<TimeSpan> UntilProgrammedSaysAsync(string team, string reason)
    {
        string said = "";
        return Eventually.IsAsync(
            async () =>
            {
                var policy = JsonNode.Parse(await cluster.Admin.GetStringAsync(
                    $"apis/k8srouter.io/v1alpha1/namespaces/{team}/workspaceprivacypolicies/default"))!;
                said = policy["status"]?["conditions"]?.ToJsonString() ?? "";
                return policy["status"]?["conditions"]?.AsArray()
                    .Any(one => (string?)one!["type"] == "Programmed" && (string?)one["reason"] == reason) is true;
            },
            TimeSpan.FromSeconds(30), () => $"{said}\n{_operator.Log}");
    }
}

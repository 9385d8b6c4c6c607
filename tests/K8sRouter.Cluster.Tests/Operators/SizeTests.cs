using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>A configuration that grows towards what an object may hold, and beyond.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SizeTests(LeadingOperator leading) : IClassFixture<LeadingOperator>
{
    private const int ModelsOfAProvider = 500;

    private readonly TestCluster _cluster = leading.Cluster;

    [Fact]
    public async Task One_near_the_limit_is_said_and_one_beyond_it_leaves_the_last_in_force()
    {
        var team = await leading.WorkspaceAsync();
        var providers = 0;
        string reason;
        do
        {
            await CreateProviderAsync($"grown-{providers++}");
            reason = await ReasonAsync(team, providers);
            Assert.True(providers < 40, "it never grows near the limit");
        }
        while (reason == "NoSidecars");
        Assert.Equal("ConfigNearLimit", reason);
        var lastGood = await RevisionAsync(team);
        while (reason == "ConfigNearLimit")
        {
            lastGood = await RevisionAsync(team);
            await CreateProviderAsync($"grown-{providers++}");
            reason = await ReasonAsync(team, providers);
            Assert.True(providers < 60, "it never grows beyond the limit");
        }

        Assert.Equal("ConfigTooLarge", reason);
        Assert.Equal(lastGood, await RevisionAsync(team));
        var condition = await leading.ConditionAsync(team.Policy, "Programmed");
        Assert.Contains("use fewer providers or models", (string)condition!["message"]!, StringComparison.Ordinal);

        (await _cluster.KubectlAsync("delete", "modelproviders", "--all")).OrThrow();
        await leading.UntilConditionAsync(team.Policy, "Programmed", "True/NoSidecars");
    }

    /// <summary>The reason once a configuration with so many providers was looked at.</summary>
    private async Task<string> ReasonAsync(Workspace team, int providers)
    {
        var reason = "";
        await leading.UntilAsync(
            async () =>
            {
                var status = (await leading.FindAsync(team.Policy))?["status"];
                reason = (string?)(await leading.ConditionAsync(team.Policy, "Programmed"))?["reason"] ?? "";
                return (int?)status?["allowedEndpoints"] == providers * ModelsOfAProvider;
            },
            $"{providers} providers in the status");
        return reason;
    }

    private async Task<string> RevisionAsync(Workspace team) =>
        (string)(await leading.FindAsync(team.ConfigMap))!["metadata"]!["annotations"]!["k8srouter.io/revision"]!;

    /// <summary>Names without any pattern, which no compression makes smaller.</summary>
    private async Task CreateProviderAsync(string name)
    {
        var models = Enumerable.Range(0, ModelsOfAProvider).Select(_ => (JsonNode)new JsonObject
        {
            ["name"] = $"{name}/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(40))}",
            ["upstreamName"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(60)),
            ["contextLength"] = 1000,
        });
        var provider = new JsonObject
        {
            ["apiVersion"] = "k8srouter.io/v1alpha1",
            ["kind"] = "ModelProvider",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject
            {
                ["displayName"] = name,
                ["upstreams"] = new JsonArray(new JsonObject
                {
                    ["apis"] = new JsonArray("chat"),
                    ["protocol"] = "OpenAI",
                    ["baseUrl"] = $"https://{name}.example/v1",
                }),
                ["datacenters"] = new JsonArray("US"),
                ["dataPolicy"] = new JsonObject
                {
                    ["confirmed"] = true,
                    ["training"] = false,
                    ["publication"] = false,
                    ["retentionDays"] = 0,
                },
                ["models"] = new JsonArray([.. models]),
            },
        };
        using var answer = await _cluster.Admin.PostAsJsonAsync("apis/k8srouter.io/v1alpha1/modelproviders", provider);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}

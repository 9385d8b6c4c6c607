using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>What there is to see when nothing happens, and what nobody must ever see.</summary>
[Collection(ClusterCollection.Name)]
public sealed class RestTests(LeadingOperator leading) : IClassFixture<LeadingOperator>
{
    private const string Canary = "canary-";

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(6);

    private static readonly string[] Resources =
    [
        "modelproviders", "workspaceprivacypolicies", "observabilitydestinations", "configmaps", "secrets", "rolebindings", "pods",
        "namespaces", "events",
    ];

    private readonly TestCluster _cluster = leading.Cluster;

    [Fact]
    public async Task At_rest_nothing_is_written_and_kubectl_shows_that_all_is_well()
    {
        var team = await leading.WorkspaceAsync();
        string manifests = string.Join(
            "\n---\n", Manifests.Provider("resting"), Manifests.Policy(team.Name),
            Manifests.Secret(team.Name, "hook", "destination", "url", "https://hook.example/x"), Manifests.Destination(team.Name, "hook"));
        await _cluster.ApplyAsync(manifests);
        foreach (string resource in new[] { "modelprovider/resting", "workspaceprivacypolicy/default", "observabilitydestination/hook" })
            (await _cluster.KubectlAsync("wait", "--for=condition=Ready", resource, "-n", team.Name, "--timeout=20s")).OrThrow();
        await leading.UntilAsync(async () => (await team.AllowedAsync()).Length > 0, "all is compiled");
        await leading.UntilEventAsync(team.Name, "Ready");
        await Task.Delay(TimeSpan.FromSeconds(2));

        var before = await WritesAsync();
        await Task.Delay(Rest);
        Assert.Equal(before, await WritesAsync());

        Assert.Equal("", (await _cluster.KubectlAsync(["diff", "-f", "-"], manifests)).OrThrow());
        var again = await _cluster.ApplyAsync(manifests);
        var ours = again.Split('\n').Where(line => line.Contains(".k8srouter.io/", StringComparison.Ordinal)).ToArray();
        Assert.Equal(3, ours.Length);
        Assert.All(ours, line => Assert.EndsWith(" unchanged", line, StringComparison.Ordinal));

        string shown = (await _cluster.KubectlAsync("get", "k8srouter", "-A")).OrThrow();
        Assert.Matches(@"NAME +TRAINING +RETENTION +ZDR +REGION +MODELS +READY +AGE", shown);
        Assert.Matches(@"modelprovider.k8srouter.io/resting +No +None +Yes +Us +1 +True", shown);
        Assert.Matches(@"NAMESPACE +NAME +ALLOWED +EXCLUDED +LOGGING +SIDECARS +INJECTION +READY +AGE", shown);
        Assert.Matches($@"{team.Name} +workspaceprivacypolicy.k8srouter.io/default +1 +0 +Off +0/0 +(All|Off) +True", shown);
        Assert.Matches($@"{team.Name} +observabilitydestination.k8srouter.io/hook +webhook +true +1 +None +false +True", shown);
        string described = (await _cluster.KubectlAsync("describe", "workspaceprivacypolicy", "default", "-n", team.Name)).OrThrow();
        Assert.Matches(@"Normal +Ready +\S+( \(x\d+ over \S+\))? +k8srouter.io/operator", described);
        Assert.Contains("In force.", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_value_shows_anywhere_but_in_the_Secret_that_sidecars_mount()
    {
        string key = $"{Canary}0123456789abcdef0123456789abcdef";
        await _cluster.ApplyAsync(Manifests.Provider(
            "guarded", further: "auth: {credential: {name: guarded, key: apiKey}, deliverTo: {namespaceSelector: {}}}"));
        await _cluster.ApplyAsync(Manifests.Provider("broken", further: "auth: {scheme: Bearer}"));
        await _cluster.ApplyAsync(Manifests.Secret(Installation.Namespace, "guarded", "provider", "apiKey", key));
        var team = await leading.WorkspaceAsync("{credentials: [{provider: broken, name: lines, key: apiKey}]}");
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "lines", "provider", "apiKey", $"{key}\\n{key}"));
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "caller", "api-key", "key", key));
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "hook", "destination", "url", $"https://hook.example/{key}"));
        await _cluster.ApplyAsync(Manifests.Destination(team.Name, "hook"));
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "bad", "destination", "url", $"no address {key}"));
        await _cluster.ApplyAsync(Manifests.Destination(team.Name, "bad"));

        await leading.UntilConditionAsync(team.Destination("hook"), "Ready", "True/Ready");
        await leading.UntilConditionAsync(team.Destination("bad"), "SecretsResolved", "False/Invalid");
        await leading.UntilAsync(async () => (await team.CredentialsAsync()).GetValueOrDefault("provider-guarded") == key, "the key is delivered");
        await leading.UntilAsync(
            async () => (await team.ExclusionAsync("broken")).Contains("no header can carry", StringComparison.Ordinal), "the broken key is named");

        var seen = new Dictionary<string, string>
        {
            ["log"] = leading.Running.Log,
            ["metrics"] = await leading.Running.MetricsAsync(),
            ["configuration"] = (await team.ConfigAsync())!.ToJsonString(),
            ["objects"] = (await _cluster.KubectlAsync("get", "k8srouter,configmaps,rolebindings,events", "-A", "-o", "json")).OrThrow(),
        };
        Assert.All(seen, item => Assert.DoesNotContain(Canary, item.Value, StringComparison.Ordinal));
    }

    /// <summary>How often the API server was asked to write each of the resources that the operator may write.</summary>
    private async Task<string[]> WritesAsync() =>
        [.. (await _cluster.Admin.GetStringAsync("metrics")).Split('\n')
            .Where(line => line.StartsWith("apiserver_request_total{", StringComparison.Ordinal)
                && Resources.Any(resource => line.Contains($"resource=\"{resource}\"", StringComparison.Ordinal))
                && new[] { "POST", "PUT", "PATCH", "APPLY", "DELETE" }.Any(verb => line.Contains($"verb=\"{verb}\"", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];
}

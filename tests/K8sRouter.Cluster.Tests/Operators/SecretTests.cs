using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Secrets come late, without their label, with the wrong key, and change: what becomes of that, and where.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SecretTests(LeadingOperator leading) : IClassFixture<LeadingOperator>
{
    private readonly TestCluster _cluster = leading.Cluster;

    [Fact]
    public async Task A_workspaces_own_key_counts_once_it_is_there_labelled_and_under_its_name()
    {
        await _cluster.ApplyAsync(Manifests.Provider("own-key", further: "auth: {scheme: Bearer}"));
        var other = await leading.WorkspaceAsync();
        var team = await leading.WorkspaceAsync("{credentials: [{provider: own-key, name: ours, key: apiKey}]}");
        Assert.Contains(
            $"spec.credentials[0], of own-key: Secret {team.Name}/ours doesn't exist; create it with the label k8srouter.io/use: provider.",
            await leading.UntilConditionAsync(team.Policy, "CredentialsResolved", "False/SecretNotFound"), StringComparison.Ordinal);
        await leading.UntilConditionAsync(team.Policy, "Ready", "False/SecretNotFound");
        await leading.UntilEventAsync(team.Name, "SecretNotFound");
        Assert.StartsWith($"no_credential: Secret {team.Name}/ours doesn't exist", await team.ExclusionAsync("own-key"));
        await leading.UntilAsync(async () => (await other.ExclusionAsync("own-key")).Length > 0, "the other workspace knows the provider");
        var others = await other.VersionsAsync();

        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "ours", "destination", "apiKey", "key-1"));
        await UntilExcludedAsync(team, "isn't labelled k8srouter.io/use: provider");

        await LabelAsync(team.Name, "ours", null);
        await UntilExcludedAsync(team, "isn't labelled k8srouter.io/use: provider");

        await leading.UntilConditionAsync(team.Policy, "Ready", "False/SecretNotLabelled");

        await LabelAsync(team.Name, "ours", "provider");
        await leading.UntilAsync(async () => (await team.AllowedAsync()).Contains("own-key/own-key/small"), "the key counts");
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
        Assert.Equal("key-1", (await team.CredentialsAsync())["provider-own-key"]);

        var config = (await team.ConfigAsync())!.ToJsonString();
        await SetAsync(team.Name, "ours", "apiKey", "key-2");
        await leading.UntilAsync(async () => (await team.CredentialsAsync())["provider-own-key"] == "key-2", "the new key arrives");
        Assert.Equal(config, (await team.ConfigAsync())!.ToJsonString());

        await SetAsync(team.Name, "ours", "apiKey", null);
        await UntilExcludedAsync(team, "has no key 'apiKey'");
        await leading.UntilConditionAsync(team.Policy, "Ready", "False/SecretKeyNotFound");
        Assert.False((await team.CredentialsAsync()).ContainsKey("provider-own-key"));
        Assert.Equal(others, await other.VersionsAsync());
    }

    [Fact]
    public async Task The_workspaces_own_keys_of_journal_users_and_sidecars_outlive_every_rotation()
    {
        await _cluster.ApplyAsync(Manifests.Provider("rotated", further: "auth: {scheme: Bearer}"));
        var team = await leading.WorkspaceAsync("{credentials: [{provider: rotated, name: ours, key: apiKey}]}");
        var before = await team.CredentialsAsync();
        for (var i = 1; i <= 3; i++)
        {
            await _cluster.ApplyAsync(Manifests.Secret(team.Name, "ours", "provider", "apiKey", $"key-{i}"));
            await leading.UntilAsync(
                async () => (await team.CredentialsAsync()).GetValueOrDefault("provider-rotated") == $"key-{i}", $"key {i}");
        }

        var after = await team.CredentialsAsync();

        Assert.Equal(before["journal-key"], after["journal-key"]);
        Assert.Equal(before["hashing-key"], after["hashing-key"]);
        Assert.Equal(before["admin-token"], after["admin-token"]);
    }

    [Fact]
    public async Task A_deleted_Secret_of_a_workspaces_own_keys_is_told_and_kept_keys_come_back()
    {
        var team = await leading.WorkspaceAsync();
        var before = await team.CredentialsAsync();

        await leading.DeleteAsync(team.Secret);
        await leading.UntilEventAsync(team.Name, "KeysRenewed");
        Assert.NotEqual(before["journal-key"], (await team.CredentialsAsync())["journal-key"]);

        await _cluster.ApplyAsync(Manifests.Secret(Installation.Namespace, $"k8srouter-keys-{team.Name}", "keys", "journal-key", before["journal-key"])
            + $"\n  hashing-key: \"{before["hashing-key"]}\"\n");
        await leading.UntilAsync(async () => (await team.CredentialsAsync())["journal-key"] == before["journal-key"], "the kept key is in force");
        await leading.DeleteAsync(team.Secret);
        await leading.UntilAsync(
            async () => (await team.CredentialsAsync()).GetValueOrDefault("journal-key") == before["journal-key"], "the kept key comes back");
        Assert.Equal(before["hashing-key"], (await team.CredentialsAsync())["hashing-key"]);
        await leading.DeleteAsync($"api/v1/namespaces/{Installation.Namespace}/secrets/k8srouter-keys-{team.Name}");
    }

    [Fact]
    public async Task A_policy_that_allows_nothing_is_not_ready_and_says_what_was_meant()
    {
        await _cluster.ApplyAsync(Manifests.Provider("spelt"));
        var team = await leading.WorkspaceAsync("{models: {allow: [spelt/smal]}}");

        await leading.UntilConditionAsync(team.Policy, "Ready", "False/NothingAllowed");
        // The provider may be known a moment after the policy.
        await leading.UntilAsync(
            async () => ((string?)(await leading.ConditionAsync(team.Policy, "Ready"))?["message"])?.Contains("Did you mean spelt/small", StringComparison.Ordinal) is true,
            "the near name");
        await leading.UntilEventAsync(team.Name, "NothingAllowed");
        await _cluster.ApplyAsync(Manifests.Policy(team.Name, "{models: {allow: [spelt/small]}}"));
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
    }

    [Fact]
    public async Task The_platforms_key_goes_to_those_it_is_delivered_to_and_is_taken_back_with_the_label()
    {
        const string Mine = "Secret platform-key";
        await _cluster.ApplyAsync(Manifests.Provider(
            "platform", further: "auth: {credential: {name: platform-key, key: apiKey}, deliverTo: {namespaceSelector: {matchLabels: {tier: gold}}}}"));
        const string Provider = "apis/k8srouter.io/v1alpha1/modelproviders/platform";
        Assert.Contains("platform-key", await leading.UntilConditionAsync(Provider, "CredentialResolved", "False/SecretNotFound"), StringComparison.Ordinal);
        await leading.UntilEventAsync(_cluster.HasRules ? "default" : "kube-system", "SecretNotFound");
        var silver = await leading.WorkspaceAsync();
        var gold = await leading.WorkspaceAsync(labels: new Dictionary<string, string> { ["tier"] = "gold" });
        await leading.UntilConditionAsync(gold.Policy, "Enforced", "Unknown/EgressNotVerified");
        await leading.UntilAsync(async () => (await silver.ExclusionAsync("platform")).Length > 0, "the other workspace knows the provider");
        var silverVersions = await silver.VersionsAsync();

        await _cluster.ApplyAsync(Manifests.Secret(Installation.Namespace, "platform-key", "provider", "apiKey", "gold-1"));

        await leading.UntilConditionAsync(Provider, "Ready", "True/Ready");
        await leading.UntilAsync(async () => (await gold.CredentialsAsync()).GetValueOrDefault("provider-platform") == "gold-1", Mine);
        await leading.UntilConditionAsync(gold.Policy, "Enforced", "False/KeysReadableInNamespace");

        await SetAsync(Installation.Namespace, "platform-key", "apiKey", "gold-2");
        await leading.UntilAsync(async () => (await gold.CredentialsAsync())["provider-platform"] == "gold-2", "the rotated key");

        await LabelAsync(Installation.Namespace, "platform-key", null);
        await leading.UntilConditionAsync(Provider, "CredentialResolved", "False/SecretNotLabelled");
        await leading.UntilAsync(async () => !(await gold.CredentialsAsync()).ContainsKey("provider-platform"), "the key is taken back");
        await leading.UntilConditionAsync(gold.Policy, "Enforced", "Unknown/EgressNotVerified");

        await LabelAsync(Installation.Namespace, "platform-key", "provider");
        await leading.UntilAsync(async () => (await gold.CredentialsAsync()).ContainsKey("provider-platform"), "the key comes again");
        Assert.Equal(silverVersions, await silver.VersionsAsync());

        await leading.PatchAsync($"api/v1/namespaces/{gold.Name}", Metadata("labels", "tier", "silver"));
        await leading.UntilAsync(async () => !(await gold.CredentialsAsync()).ContainsKey("provider-platform"), "no longer gold");
    }

    [Fact]
    public async Task A_callers_key_counts_while_its_Secret_has_the_label()
    {
        var team = await leading.WorkspaceAsync();
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "caller", "api-key", "key", "0123456789abcdef0123456789abcdef"));
        await leading.UntilAsync(async () => await KeysAsync(team) == 1, "the key's hash is in the configuration");
        Assert.DoesNotContain("0123456789abcdef0123456789abcdef", (await team.ConfigAsync())!.ToJsonString(), StringComparison.Ordinal);

        await LabelAsync(team.Name, "caller", null);
        await leading.UntilAsync(async () => await KeysAsync(team) == 0, "without the label it is none");

        await LabelAsync(team.Name, "caller", "api-key");
        await leading.UntilAsync(async () => await KeysAsync(team) == 1, "with it, it is again");
        await leading.DeleteAsync($"api/v1/namespaces/{team.Name}/secrets/caller");
        await leading.UntilAsync(async () => await KeysAsync(team) == 0, "gone with its Secret");
    }

    [Fact]
    public async Task A_destination_says_which_Secret_it_waits_for_and_takes_part_once_that_is_there()
    {
        var team = await leading.WorkspaceAsync();
        await _cluster.ApplyAsync(Manifests.Destination(team.Name, "hook"));
        var hook = team.Destination("hook");
        Assert.Contains($"{team.Name}/hook", await leading.UntilConditionAsync(hook, "SecretsResolved", "False/SecretNotFound"), StringComparison.Ordinal);
        await leading.UntilEventAsync(team.Name, "SecretNotFound");
        await leading.UntilConditionAsync(hook, "Ready", "False/SecretNotFound");

        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "hook", "destination", "url", "https://hook.example/first"));
        await leading.UntilConditionAsync(hook, "Ready", "True/Ready");
        await leading.UntilAsync(
            async () => (await team.CredentialsAsync()).GetValueOrDefault("destination-hook-url") == "https://hook.example/first", "the address");

        await SetAsync(team.Name, "hook", "url", null);
        await leading.UntilConditionAsync(hook, "SecretsResolved", "False/SecretKeyNotFound");
        Assert.False((await team.CredentialsAsync()).ContainsKey("destination-hook-url"));
    }

    private async Task UntilExcludedAsync(Workspace team, string why) => await leading.UntilAsync(
        async () => (await team.ExclusionAsync("own-key")).Contains(why, StringComparison.Ordinal), why);

    private static async Task<int> KeysAsync(Workspace team) => (await team.ConfigAsync())!["apiKeys"]?.AsArray().Count ?? 0;

    private Task LabelAsync(string ns, string secret, string? use) =>
        leading.PatchAsync($"api/v1/namespaces/{ns}/secrets/{secret}", Metadata("labels", "k8srouter.io/use", use));

    private Task SetAsync(string ns, string secret, string key, string? value) =>
        leading.PatchAsync($"api/v1/namespaces/{ns}/secrets/{secret}", new JsonObject
        {
            ["data"] = new JsonObject { [key] = value is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(value)) },
        });

    private static JsonObject Metadata(string of, string name, string? value) =>
        new() { ["metadata"] = new JsonObject { [of] = new JsonObject { [name] = value } } };
}

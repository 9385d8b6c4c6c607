using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Somebody else edits or deletes what the operator made.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ConflictingWriterTests(LeadingOperator leading) : IClassFixture<LeadingOperator>
{
    private const string ManagedBy = "app.kubernetes.io/managed-by";

    private readonly TestCluster _cluster = leading.Cluster;

    [Fact]
    public async Task A_configuration_that_was_edited_is_restored()
    {
        var team = await leading.WorkspaceAsync();
        var config = (await team.ConfigAsync())!.ToJsonString();

        await leading.PatchAsync(team.ConfigMap, Field("binaryData", "router-config.json.gz", "AAAA"));
        await UntilConfigAsync(team, config);

        await leading.PatchAsync(team.ConfigMap, Field("binaryData", "router-config.json.gz", null));
        await UntilConfigAsync(team, config);

        await leading.DeleteAsync(team.ConfigMap);
        await UntilConfigAsync(team, config);
    }

    [Fact]
    public async Task An_edit_that_keeps_the_keys_of_journal_and_users_loses_neither()
    {
        var team = await leading.WorkspaceAsync();
        var before = await team.CredentialsAsync();

        await leading.PatchAsync(team.Secret, Field("data", "surplus", Base64("of somebody")));
        await leading.UntilAsync(async () => (await team.CredentialsAsync()).Count == before.Count, "what isn't ours is taken out");

        Assert.Equal(before, await team.CredentialsAsync());
    }

    [Fact]
    public async Task A_Secret_that_was_deleted_is_made_anew()
    {
        var team = await leading.WorkspaceAsync();
        var before = await team.CredentialsAsync();

        await leading.DeleteAsync(team.Secret);

        await leading.UntilAsync(async () => (await team.CredentialsAsync()).Count == before.Count, "a new Secret");
    }

    [Fact]
    public async Task A_key_is_withdrawn_although_a_restored_backup_owns_it_as_well()
    {
        await _cluster.ApplyAsync(Manifests.Provider("backed-up", further: "auth: {scheme: Bearer}"));
        var team = await leading.WorkspaceAsync("{credentials: [{provider: backed-up, name: ours, key: apiKey}]}");
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "ours", "provider", "apiKey", "key-1"));
        await leading.UntilAsync(async () => (await team.CredentialsAsync()).ContainsKey("provider-backed-up"), "the key arrives");
        var backup = (await leading.FindAsync(team.Secret))!;
        foreach (var field in new[] { "resourceVersion", "uid", "managedFields", "creationTimestamp" })
            backup["metadata"]!.AsObject().Remove(field);
        await _cluster.ApplyAsync(backup.ToJsonString());

        await leading.DeleteAsync($"api/v1/namespaces/{team.Name}/secrets/ours");

        await leading.UntilAsync(async () => !(await team.CredentialsAsync()).ContainsKey("provider-backed-up"), "the key is taken back");
    }

    [Fact]
    public async Task Marks_that_were_taken_off_come_back_so_that_opting_out_still_removes_everything()
    {
        var team = await leading.WorkspaceAsync();

        foreach (var path in new[] { team.ConfigMap, team.Secret, team.Binding })
        {
            await leading.PatchAsync(path, new JsonObject { ["metadata"] = Field("labels", ManagedBy, null) });
            await leading.UntilAsync(
                async () => (string?)(await leading.FindAsync(path))?["metadata"]!["labels"]?[ManagedBy] == "k8srouter", $"the label of {path}");
        }
        await leading.DeleteAsync(team.Policy);

        foreach (var path in new[] { team.ConfigMap, team.Secret, team.Binding })
            await leading.UntilAsync(async () => await leading.FindAsync(path) is null, $"{path} goes");
    }

    [Fact]
    public async Task A_configuration_that_was_made_immutable_is_told_of_and_mended_by_deleting_it()
    {
        var team = await leading.WorkspaceAsync();
        await leading.PatchAsync(team.ConfigMap, new JsonObject { ["immutable"] = true });
        await _cluster.ApplyAsync(Manifests.Provider("immutable"));
        await leading.UntilConditionAsync(team.Policy, "Programmed", "False/WriteFailed");

        await leading.DeleteAsync(team.ConfigMap);

        await leading.UntilAsync(async () => (await team.AllowedAsync()).Contains("immutable/immutable/small"), "the new configuration");
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
    }

    [Fact]
    public async Task Our_rights_in_a_workspace_are_mended()
    {
        var team = await leading.WorkspaceAsync();
        var right = (await leading.FindAsync(team.Binding))!;

        await leading.DeleteAsync(team.Binding);
        await UntilBindingAsync(team, right);

        await leading.PatchAsync(team.Binding, new JsonObject { ["subjects"] = new JsonArray() });
        await UntilBindingAsync(team, right);

        await leading.DeleteAsync(team.Binding);
        await _cluster.KubectlAsync("create", "rolebinding", "k8srouter-operator", "-n", team.Name, "--clusterrole=view", "--user=somebody");
        await UntilBindingAsync(team, right);

        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "caller", "api-key", "key", "0123456789abcdef0123456789abcdef"));
        await leading.UntilAsync(async () => (await team.ConfigAsync())!["apiKeys"]?.AsArray().Count == 1, "it still sees Secrets");
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
    }

    [Fact]
    public async Task A_status_that_was_edited_is_restored()
    {
        var team = await leading.WorkspaceAsync();
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
        await leading.UntilConditionAsync(team.Policy, "Injected", "Unknown/NotOptedIn");
        var status = (await leading.FindAsync(team.Policy))!["status"]!.ToJsonString();

        await leading.PatchAsync($"{team.Policy}/status", new JsonObject
        {
            ["status"] = new JsonObject { ["allowedEndpoints"] = 99, ["revision"] = null, ["sidecars"] = "7/7" },
        });

        await leading.UntilAsync(
            async () => (await leading.FindAsync(team.Policy))!["status"]!.ToJsonString() == status, "the status is what it was");
    }

    private Task UntilConfigAsync(Workspace team, string config) => leading.UntilAsync(
        async () => await leading.FindAsync(team.ConfigMap) is { } found
            && ((string?)found["binaryData"]?["router-config.json.gz"])?.Length > 100
            && LeadingOperator.Inflate(found).ToJsonString() == config,
        "the configuration is what it was");

    private Task UntilBindingAsync(Workspace team, JsonNode right) => leading.UntilAsync(
        async () => await leading.FindAsync(team.Binding) is { } binding
            && JsonNode.DeepEquals(binding["subjects"], right["subjects"]) && JsonNode.DeepEquals(binding["roleRef"], right["roleRef"]),
        "the binding is what it was");

    private static JsonObject Field(string of, string name, string? value) => new() { [of] = new JsonObject { [name] = value } };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

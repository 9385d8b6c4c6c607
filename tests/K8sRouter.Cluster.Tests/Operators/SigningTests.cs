using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Configurations are signed; others who write them, a rotation and a lost key are seen.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SigningTests(LeadingOperator leading) : IClassFixture<LeadingOperator>
{
    private const string KeySecret = $"api/v1/namespaces/{Installation.Namespace}/secrets/k8srouter-signing-key";
    private const string Rotate = "k8srouter.io/rotate-signing-key";

    private readonly TestCluster _cluster = leading.Cluster;

    [Fact]
    public async Task What_is_delivered_is_signed_for_its_namespace_with_its_credentials_and_what_somebody_else_writes_is_put_right_and_told()
    {
        var team = await leading.WorkspaceAsync();
        var signed = await EnvelopeAsync(team);
        Assert.True((await KeysAsync()).Verify(signed));
        Assert.Equal((string)(await leading.FindAsync($"api/v1/namespaces/{team.Name}"))!["metadata"]!["uid"]!, signed.NamespaceUid);
        Assert.Equal(await RevisionAsync(team), signed.Revision);
        Assert.Equal(await DigestAsync(team), signed.Credentials);
        await leading.UntilConditionAsync(team.Policy, "Verified", "True/Verified");
        var before = await leading.Running.MetricAsync("k8srouter_foreign_writes_total", "ConfigMap") ?? 0;

        await leading.PatchAsync(team.ConfigMap, Field("binaryData", "router-config.json.gz", "AAAA"), "kubectl-edit");

        Assert.Contains(
            "ConfigMap k8srouter-config was written by \"kubectl-edit\"",
            await leading.UntilConditionAsync(team.Policy, "Verified", "False/ForeignWriter"), StringComparison.Ordinal);
        await leading.UntilEventAsync(team.Name, "ForeignWriter");
        await leading.UntilAsync(async () => (await EnvelopeAsync(team)).Revision == await RevisionAsync(team) && await IsWholeAsync(team), "it is put right");
        Assert.Equal(before + 1, await leading.Running.MetricAsync("k8srouter_foreign_writes_total", "ConfigMap"));

        // A key that is planted there would be mounted among the credentials.
        await leading.PatchAsync(team.ConfigMap, Field("data", "provider-planted", "sk"), "kubectl-patch");
        await leading.UntilAsync(async () => (await leading.FindAsync(team.ConfigMap))!["data"] is null, "what was planted goes");
        await leading.PatchAsync(team.Secret, Field("data", "provider-planted", Base64("sk")), "kubectl-create");
        await leading.UntilAsync(
            async () => ((string?)(await leading.ConditionAsync(team.Policy, "Verified"))?["message"])?
                .StartsWith("Secret k8srouter-credentials was written by \"kubectl-create\"", StringComparison.Ordinal) is true,
            "the Secret's writer is named");
        Assert.False((await team.CredentialsAsync()).ContainsKey("provider-planted"));
    }

    [Fact]
    public async Task A_rotated_credential_is_lagged_behind_and_nudged_for_until_the_sidecar_uses_it()
    {
        await _cluster.ApplyAsync(Manifests.Provider("leaked", further: "auth: {scheme: Bearer}"));
        await _cluster.ApplyAsync(Manifests.Provider("other"));
        var team = await leading.WorkspaceAsync("{credentials: [{provider: leaked, name: ours, key: apiKey}]}");
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "ours", "provider", "apiKey", "key-1"));
        await leading.UntilAsync(async () => (await team.CredentialsAsync()).ContainsKey("provider-leaked"), "the key arrives");
        var signed = await UntilWholeAsync(team);
        await using var pod = await SidecarPod.StartAsync(_cluster, leading, team.Name, "app-0");
        pod.Observation = await SaysAsync(signed);
        await leading.UntilConditionAsync(team.Policy, "Programmed", "True/Programmed");

        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "ours", "provider", "apiKey", "key-2"));

        Assert.Contains(
            "Credentials that were replaced are still used by 1 of 1 sidecar (app-0)",
            await leading.UntilConditionAsync(team.Policy, "Programmed", "False/SidecarsLagging"), StringComparison.Ordinal);
        await leading.UntilConditionAsync(team.Policy, "Ready", "False/SidecarsLagging");
        await leading.UntilAsync(
            async () => ((string?)(await leading.FindAsync(pod.Path))!["metadata"]!["annotations"]!["k8srouter.io/config-revision"])?
                .StartsWith(signed.Revision[..12], StringComparison.Ordinal) is true,
            "it is nudged, for the same revision");

        var next = await UntilWholeAsync(team);
        Assert.Equal(signed.Revision, next.Revision);
        Assert.True(next.Counter > signed.Counter);
        pod.Observation = await SaysAsync(next);
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
    }

    [Fact]
    public async Task A_rotation_waits_for_every_sidecar_and_a_lost_key_is_replaced_and_those_that_do_not_know_it_are_counted()
    {
        var team = await leading.WorkspaceAsync();
        var first = await UntilWholeAsync(team);
        var keys = await KeysAsync();
        string next = keys.Ids.Single(id => id != first.KeyId);
        await using var pod = await SidecarPod.StartAsync(_cluster, leading, team.Name, "app-0");
        pod.Observation = Says(first, first.KeyId);
        await leading.UntilConditionAsync(team.Policy, "Programmed", "True/Programmed");

        await leading.PatchAsync(KeySecret, new JsonObject { ["metadata"] = Field("annotations", Rotate, "when-known") });
        Assert.Contains("1 of 1 sidecar (app-0)", await leading.UntilConditionAsync(team.Policy, "Verified", "True/RotationWaiting"), StringComparison.Ordinal);
        Assert.Equal(first.KeyId, (await EnvelopeAsync(team)).KeyId);

        await pod.DisposeAsync();
        (await _cluster.KubectlAsync("delete", "pod", "app-0", "-n", team.Name, "--force", "--grace-period=0")).OrThrow();
        await using var restarted = await SidecarPod.StartAsync(_cluster, leading, team.Name, "app-1");
        restarted.Observation = Says(first, first.KeyId, next);
        await leading.UntilAsync(async () => (await EnvelopeAsync(team)).KeyId == next, "the next key signs");
        var second = await EnvelopeAsync(team);
        Assert.True(keys.Verify(second));
        Assert.True(second.Counter > first.Counter);
        Assert.Null((await leading.FindAsync(KeySecret))!["metadata"]!["annotations"]?[Rotate]);

        await leading.DeleteAsync(KeySecret);
        await leading.UntilAsync(async () => !keys.Ids.Contains((await EnvelopeAsync(team)).KeyId), "a new key signs");
        Assert.True((await KeysAsync()).Verify(await EnvelopeAsync(team)));
        await leading.UntilEventAsync(Installation.Namespace, "SigningKeyCreated");
        await _cluster.ApplyAsync(Manifests.Provider("after-the-loss"));
        restarted.Observation = Says(second, first.KeyId, next).Replace("\"refusal\": null", "\"refuses\": true, \"refusal\": \"unknown_key\"", StringComparison.Ordinal);
        Assert.Contains(
            "1 of 1 sidecar (app-1) doesn't know",
            await leading.UntilConditionAsync(team.Policy, "Programmed", "False/SigningKeyUnknown"), StringComparison.Ordinal);
    }

    private static JsonObject Field(string of, string name, string? value) => new() { [of] = new JsonObject { [name] = value } };

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Says(ConfigEnvelope envelope, params string[] keys) => $$"""
        {"revision": "{{envelope.Revision}}", "credentials": "{{envelope.Credentials}}", "supportedSchemaVersion": 1, "refusal": null,
        "configKeys": [{{string.Join(", ", keys.Select(key => $"\"{key}\""))}}]}
        """;

    private async Task<string> SaysAsync(ConfigEnvelope envelope) => Says(envelope, [.. (await KeysAsync()).Ids]);

    private async Task<ConfigKeys> KeysAsync() => ConfigKeys.TryParse(
        Encoding.ASCII.GetString(Convert.FromBase64String((string)(await leading.FindAsync(KeySecret))!["data"]!["config-key"]!)))!;

    private async Task<ConfigEnvelope> EnvelopeAsync(Workspace team) => ConfigEnvelope.TryParse(
        Convert.FromBase64String((string)(await leading.FindAsync(team.ConfigMap))!["binaryData"]!["router-config.sig"]!))!;

    private async Task<string> RevisionAsync(Workspace team) =>
        (string)(await leading.FindAsync(team.ConfigMap))!["metadata"]!["annotations"]!["k8srouter.io/revision"]!;

    private static async Task<string> DigestAsync(Workspace team) => CredentialsDigest.Of(
        (await team.CredentialsAsync()).ToDictionary(file => file.Key, file => Encoding.UTF8.GetBytes(file.Value)))!;

    private async Task<bool> IsWholeAsync(Workspace team) => (await EnvelopeAsync(team)).Credentials == await DigestAsync(team);

    private async Task<ConfigEnvelope> UntilWholeAsync(Workspace team)
    {
        await leading.UntilAsync(() => IsWholeAsync(team), "configuration and credentials are signed together");
        return await EnvelopeAsync(team);
    }
}

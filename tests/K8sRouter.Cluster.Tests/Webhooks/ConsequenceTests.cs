using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Injection;
using K8sRouter.Cluster.Tests.Operators;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Testing;

namespace K8sRouter.Cluster.Tests.Webhooks;

/// <summary>What kubectl shows to somebody who changes what is others', by the webhooks as they are installed.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ConsequenceTests(InjectingOperator running) : IClassFixture<InjectingOperator>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestCluster _cluster = running.Cluster;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        (await _cluster.KubectlAsync("delete", "validatingwebhookconfiguration", "k8srouter", "--ignore-not-found")).OrThrow();
        (await _cluster.KubectlAsync("delete", "wpp", "default", "-n", Installation.Namespace, "--ignore-not-found")).OrThrow();
    }

    [Fact]
    public async Task The_floor_is_judged_and_whoever_replaces_or_deletes_it_or_a_provider_is_told_what_becomes_of_whom()
    {
        await _cluster.ApplyAsync(Manifests.Provider("keeps", "{confirmed: true, training: false, publication: false, retentionDays: 30}"));
        var team = await _cluster.CreateNamespaceAsync("team");
        await _cluster.ApplyAsync(Manifests.Policy(team));
        await _cluster.ApplyAsync(InjectingOperator.Configuration(running.Port, "webhook.yaml"));

        string[] apply = ["apply", "--validate=false", "-f", "-"];
        await UntilWarnedAsync(apply, Floor("{retention: {maxDays: 0}}"), "spec: nothing is left to call in 2 workspaces: ", team);
        var refused = await _cluster.KubectlAsync(apply, Floor("{events: {redis: {address: \"redis:0\"}}}"));
        await UntilWarnedAsync(
            apply, Floor("{}"), "spec: replaces the organization floor in force", "spec: no longer says retention.maxDays",
            "spec: 2 workspaces may use more: ", $"{team} (+1: keeps/keeps/small)");
        await UntilWarnedAsync(
            ["delete", "modelprovider", "keeps", "--dry-run=server"], null, "ModelProvider keeps: nothing is left to call in 2 workspaces: ", team);
        await UntilWarnedAsync(apply, Floor("{retention: {maxDays: 0}}"), "spec: nothing is left to call in 2 workspaces: ");
        await UntilWarnedAsync(
            ["delete", "wpp", "default", "-n", Installation.Namespace, "--dry-run=server"], null,
            "the organization floor: is deleted, which binds 2 workspaces", "the organization floor: 2 workspaces may use more: ");

        Assert.Contains("spec.events.redis.address", refused.Error, StringComparison.Ordinal);
    }

    private static string Floor(string spec) => Manifests.Policy(Installation.Namespace, spec);

    /// <summary>The API server takes a moment to learn of a configuration, and the operator of an object: until both know, again.</summary>
    private async Task UntilWarnedAsync(string[] arguments, string? input, params string[] warnings)
    {
        string said = "";
        await Eventually.IsAsync(
            async () =>
            {
                said = (await _cluster.KubectlAsync([.. arguments, .. DryRun(arguments)], input)).Error;
                return warnings.All(warning => said.Contains(warning, StringComparison.Ordinal));
            },
            Patience, () => $"{string.Join("; ", warnings)} isn't said, but: {said}\n{running.Running.Log}");
        (await _cluster.KubectlAsync(arguments, input)).OrThrow();
    }

    private static string[] DryRun(string[] arguments) => arguments.Contains("--dry-run=server") ? [] : ["--dry-run=server"];
}

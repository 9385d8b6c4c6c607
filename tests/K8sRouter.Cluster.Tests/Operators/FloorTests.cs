using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>The organization's floor, and resources that passed admission while nobody checked them.</summary>
[Collection(ClusterCollection.Name)]
public sealed class FloorTests(LeadingOperator leading) : IClassFixture<LeadingOperator>, IAsyncLifetime
{
    /// <summary>The schema lets it pass, the validator doesn't.</summary>
    private const string Invalid = "{events: {redis: {address: \"redis:0\"}}}";

    private const string Floor = $"apis/k8srouter.io/v1alpha1/namespaces/{Installation.Namespace}/workspaceprivacypolicies/default";

    private readonly TestCluster _cluster = leading.Cluster;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => (await _cluster.KubectlAsync(
        "delete", "workspaceprivacypolicy", "default", "-n", Installation.Namespace, "--ignore-not-found")).OrThrow();

    [Fact]
    public async Task Tightening_the_floor_reaches_every_workspace_and_loosening_it_as_well()
    {
        await _cluster.ApplyAsync(Manifests.Provider("keeps", "{confirmed: true, training: false, publication: false, retentionDays: 30}"));
        var one = await leading.WorkspaceAsync();
        var two = await leading.WorkspaceAsync("{retention: {maxDays: 90}}");
        foreach (var team in new[] { one, two })
            await leading.UntilAsync(async () => (await team.AllowedAsync()).Contains("keeps/keeps/small"), "it may be used");

        await _cluster.ApplyAsync(Manifests.Policy(Installation.Namespace, "{retention: {maxDays: 7}}"));

        foreach (var team in new[] { one, two })
        {
            await leading.UntilAsync(
                async () => (await team.ExclusionAsync("keeps")).Contains("retention", StringComparison.Ordinal), "the floor binds");
        }
        await leading.UntilConditionAsync(Floor, "Ready", "True/Ready");
        await leading.UntilConditionAsync(Floor, "Programmed", "Unknown/OrganizationFloor");
        await leading.DeleteAsync(Floor);
        foreach (var team in new[] { one, two })
            await leading.UntilAsync(async () => (await team.AllowedAsync()).Contains("keeps/keeps/small"), "the floor is gone");
    }

    [Fact]
    public async Task An_invalid_floor_freezes_every_workspace_until_it_is_mended()
    {
        var team = await leading.WorkspaceAsync();
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
        var versions = await team.VersionsAsync();

        await _cluster.ApplyAsync(Manifests.Policy(Installation.Namespace, Invalid));

        Assert.StartsWith(
            "The spec is invalid: spec.events.redis.address: Invalid value: \"redis:0\": must have a port from 1 to 65535",
            await leading.UntilConditionAsync(Floor, "Accepted", "False/Invalid"), StringComparison.Ordinal);
        await leading.UntilConditionAsync(team.Policy, "Programmed", "False/FloorInvalid");
        await leading.UntilConditionAsync(team.Policy, "Ready", "False/FloorInvalid");
        await leading.UntilEventAsync(team.Name, "FloorInvalid");
        await _cluster.ApplyAsync(Manifests.Policy(team.Name, "{zeroDataRetention: {required: true}}"));
        await leading.UntilConditionAsync(team.Policy, "Programmed", "False/FloorInvalid");
        Assert.Equal(versions, await team.VersionsAsync());

        await _cluster.ApplyAsync(Manifests.Policy(Installation.Namespace));

        await leading.UntilConditionAsync(Floor, "Accepted", "True/Accepted");
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
        Assert.NotEqual(versions, await team.VersionsAsync());
    }

    [Fact]
    public async Task An_invalid_policy_closes_its_workspace_and_no_other()
    {
        await _cluster.ApplyAsync(Manifests.Provider("open"));
        var other = await leading.WorkspaceAsync();
        var team = await leading.WorkspaceAsync();
        foreach (var workspace in new[] { other, team })
            await leading.UntilAsync(async () => (await workspace.AllowedAsync()).Contains("open/open/small"), "it may be used");
        var others = await other.VersionsAsync();

        await _cluster.ApplyAsync(Manifests.Policy(team.Name, Invalid));

        Assert.Contains(
            "spec.events.redis.address", await leading.UntilConditionAsync(team.Policy, "Accepted", "False/Invalid"), StringComparison.Ordinal);
        await leading.UntilAsync(
            async () => (await team.ExclusionAsync("open")).StartsWith("policy_invalid: ", StringComparison.Ordinal), "it is closed");
        Assert.Empty(await team.AllowedAsync());
        await leading.UntilEventAsync(team.Name, "Invalid");

        await _cluster.ApplyAsync(Manifests.Policy(team.Name));
        await leading.UntilAsync(async () => (await team.AllowedAsync()).Contains("open/open/small"), "it is open again");
        await leading.UntilConditionAsync(team.Policy, "Ready", "True/Ready");
        Assert.Equal(others, await other.VersionsAsync());
    }

    [Fact]
    public async Task An_invalid_provider_takes_part_nowhere_and_says_which_field_is_wrong()
    {
        var team = await leading.WorkspaceAsync();
        const string Provider = "apis/k8srouter.io/v1alpha1/modelproviders/plain";

        await _cluster.ApplyAsync(Manifests.Provider("plain").Replace("https://", "http://", StringComparison.Ordinal));

        Assert.Contains(
            "spec.upstreams[0].baseUrl", await leading.UntilConditionAsync(Provider, "Accepted", "False/Invalid"), StringComparison.Ordinal);
        await leading.UntilConditionAsync(Provider, "FactsCurrent", "Unknown/NotTakingPart");
        Assert.DoesNotContain("plain", (await team.ConfigAsync())!.ToJsonString(), StringComparison.Ordinal);

        await _cluster.ApplyAsync(Manifests.Provider("plain"));
        await leading.UntilConditionAsync(Provider, "Ready", "True/Ready");
        await leading.UntilAsync(async () => (await team.AllowedAsync()).Contains("plain/plain/small"), "it takes part");
    }

    [Fact]
    public async Task The_sixth_destination_of_a_type_is_surplus_and_moves_up_when_another_goes()
    {
        var team = await leading.WorkspaceAsync();
        await _cluster.ApplyAsync(Manifests.Secret(team.Name, "hook", "destination", "url", "https://hook.example/x"));
        for (var i = 1; i <= 6; i++)
            await _cluster.ApplyAsync(Manifests.Destination(team.Name, $"hook-{i}", "hook"));

        await leading.UntilConditionAsync(team.Destination("hook-6"), "Accepted", "False/LimitExceeded");
        await leading.UntilConditionAsync(team.Destination("hook-5"), "Ready", "True/Ready");

        await leading.DeleteAsync(team.Destination("hook-1"));
        await leading.UntilConditionAsync(team.Destination("hook-6"), "Ready", "True/Ready");
    }

    [Fact]
    public async Task An_invalid_destination_takes_no_part_and_says_which_field_is_wrong()
    {
        var team = await leading.WorkspaceAsync();

        await _cluster.ApplyAsync(Manifests.Destination(team.Name, "wrong").Replace("field: url", "field: ulr", StringComparison.Ordinal));

        Assert.Contains(
            "spec.secretConfig", await leading.UntilConditionAsync(team.Destination("wrong"), "Accepted", "False/Invalid"), StringComparison.Ordinal);
        await leading.UntilConditionAsync(team.Destination("wrong"), "Ready", "False/Invalid");
    }
}

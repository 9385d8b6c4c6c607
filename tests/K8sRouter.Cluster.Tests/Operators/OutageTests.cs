using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;
using Xunit.Abstractions;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>The way to the API server, or the server itself, fails.</summary>
[Collection(FaultCollection.Name)]
public sealed class OutageTests(TestCluster cluster, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Closed = "{providers: {ignore: [acme]}}";

    private readonly FaultyProxy _proxy = Before(cluster);
    private RunningOperator _operator = null!;
    private string _team = "";

    public async Task InitializeAsync()
    {
        await cluster.ApplyAsync(Manifests.Provider("acme"));
        _team = await cluster.CreateNamespaceAsync("team");
        await cluster.ApplyAsync(Manifests.Policy(_team));
        _operator = await RunningOperator.LeadAsync(cluster, _proxy.Address);
        await Delivered.UntilAsync(cluster, _team, 1, () => _operator.Log);
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        await _proxy.DisposeAsync();
        await cluster.ClearAsync();
    }

    [Fact]
    public async Task A_restarted_API_server_is_followed_again_and_nothing_is_rewritten()
    {
        var before = await Delivered.OfAsync(cluster, _team);
        await cluster.RestartApiServerAsync();

        var other = await cluster.CreateNamespaceAsync("team");
        await cluster.ApplyAsync(Manifests.Policy(other));
        await Eventually.IsAsync(
            async () =>
            {
                await StartAnewIfTheLeaseRanOutAsync();
                return (await Delivered.OfAsync(cluster, other))?.Endpoints == 1;
            },
            TimeSpan.FromSeconds(60), () => $"{other} isn't delivered:\n{_operator.Log}");
        Assert.Equal(before!.Version, (await Delivered.OfAsync(cluster, _team))!.Version);
    }

    [Fact]
    public async Task Dropped_and_refused_connections_cost_no_restart()
    {
        _proxy.Drop();
        await cluster.ApplyAsync(Manifests.Policy(_team, Closed));
        await Delivered.UntilAsync(cluster, _team, 0, () => _operator.Log);

        await _proxy.RefuseAsync();
        _proxy.Drop();
        // At the same time: on a busy machine the one after the other would outlast the lease.
        await Task.WhenAll(cluster.ApplyAsync(Manifests.Policy(_team)), Task.Delay(TimeSpan.FromSeconds(3)));
        _proxy.Pass();
        await Delivered.UntilAsync(cluster, _team, 1, () => _operator.Log);
        Assert.False(_operator.HasEnded, _operator.Log);
    }

    [Fact]
    public async Task A_connection_that_is_silent_costs_the_leader_its_lease_and_another_replica_only_time()
    {
        await using var follower = await RunningOperator.StartAsync(cluster, _proxy.Address, "operator-1");
        await Eventually.IsAsync(
            async () => await follower.StatusOfAsync("readyz") == System.Net.HttpStatusCode.OK, TimeSpan.FromSeconds(30), () => follower.Log);
        _proxy.GoSilent();

        var ended = await _operator.UntilEndedAsync();
        output.WriteLine($"silent connection: the leader ended after {ended.TotalSeconds:0.0} s");
        Assert.Equal(1, _operator.ExitCode);
        Assert.True(ended < TimeSpan.FromSeconds(15), _operator.Log);
        var noticed = ended + await Eventually.IsAsync(
            async () => await follower.MetricAsync("k8srouter_informer_restarts_total") > 0, TimeSpan.FromSeconds(60), () => follower.Log);
        output.WriteLine($"silent connection: watches noticed after {noticed.TotalSeconds:0.0} s");

        _proxy.Pass();
        await cluster.ApplyAsync(Manifests.Policy(_team, Closed));
        await Delivered.UntilAsync(cluster, _team, 0, () => follower.Log);
        Assert.False(follower.HasEnded);
    }

    /// <summary>A leader of a server that was away for ten seconds, as on a busy machine, ends; a kubelet would do this.</summary>
    private async Task StartAnewIfTheLeaseRanOutAsync()
    {
        if (!_operator.HasEnded)
            return;
        Assert.Equal(1, _operator.ExitCode);
        Assert.Contains("leads no more", _operator.Log, StringComparison.Ordinal);
        await _operator.DisposeAsync();
        _operator = await RunningOperator.LeadAsync(cluster, _proxy.Address);
    }

    private static FaultyProxy Before(TestCluster cluster) => new(cluster.Server);
}

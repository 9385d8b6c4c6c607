using System.Diagnostics;
using System.Net;
using K8sRouter.Cluster.Tests.Deploy;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Testing.Otlp;
using Xunit.Abstractions;

namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Two replicas of the operator, of which one leads.</summary>
[Collection(FaultCollection.Name)]
public sealed class ReplicaTests(TestCluster cluster, ITestOutputHelper output) : IAsyncLifetime
{
    private const string Closed = "{providers: {ignore: [acme]}}";

    private OtlpReceiver _collector = null!;
    private RunningOperator _leader = null!;
    private RunningOperator _follower = null!;
    private string _team = "";

    public async Task InitializeAsync()
    {
        await cluster.ApplyAsync(Manifests.Provider("acme"));
        _team = await cluster.CreateNamespaceAsync("team");
        await cluster.ApplyAsync(Manifests.Policy(_team));
        _collector = await OtlpReceiver.StartAsync();
        _leader = await RunningOperator.LeadAsync(
            cluster, name: "operator-0", environment: new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Address });
        _follower = await RunningOperator.StartAsync(cluster, name: "operator-1");
        await Eventually.IsAsync(
            async () => await _follower.StatusOfAsync("readyz") == HttpStatusCode.OK, TimeSpan.FromSeconds(30), () => _follower.Log);
        await Delivered.UntilAsync(cluster, _team, 1, () => _leader.Log);
    }

    public async Task DisposeAsync()
    {
        await _leader.DisposeAsync();
        await _follower.DisposeAsync();
        await _collector.DisposeAsync();
        await cluster.ClearAsync();
    }

    [Fact]
    public async Task Another_leads_soon_after_the_leader_was_killed()
    {
        var taken = await TakenOverAfterAsync("KILL");
        output.WriteLine($"fail-over after SIGKILL: {taken.TotalSeconds:0.0} s");
        // Fifteen seconds of the lease and a look every two; the rest is for a busy machine.
        Assert.True(taken < TimeSpan.FromSeconds(25), $"{taken}");
        await cluster.ApplyAsync(Manifests.Policy(_team, Closed));
        await Delivered.UntilAsync(cluster, _team, 0, () => _follower.Log);
    }

    [Fact]
    public async Task Another_leads_at_once_where_the_leader_was_asked_to_end_and_sends_the_last_of_its_metrics_and_spans()
    {
        var taken = await TakenOverAfterAsync("TERM");
        output.WriteLine($"hand-over at SIGTERM: {taken.TotalSeconds:0.0} s");
        // Two on a quiet machine, and far from the fifteen of a lease that isn't given away.
        Assert.True(taken < TimeSpan.FromSeconds(8), $"{taken}\n{_leader.Log}");
        await _leader.UntilEndedAsync();
        Assert.Equal(0, _leader.ExitCode);

        // Metrics are sent once a minute: these are from the end.
        Assert.Empty(_collector.Refusals);
        Assert.Contains(_collector.Spans, span => span.Name == "reconcile workspaces");
        Assert.Contains(
            _collector.Metric("k8srouter_reconciliations_total")!.Sum.DataPoints,
            point => point.AsInt > 0 && point.Attributes.Any(label => label.Value.StringValue == "workspaces"));
        Assert.All(
            _collector.Resources.Select(spans => spans.Resource).Concat(_collector.MetricResources.Select(metrics => metrics.Resource)),
            resource => Assert.Contains(resource.Attributes, a => (a.Key, a.Value.StringValue) == ("service.name", "k8srouter-operator")));
    }

    [Fact]
    public async Task A_leader_that_wakes_from_a_pause_writes_nothing_and_ends()
    {
        await TakenOverAfterAsync("STOP");
        await cluster.ApplyAsync(Manifests.Policy(_team, Closed));
        var newer = await Delivered.UntilAsync(cluster, _team, 0, () => _follower.Log);

        _leader.Signal("CONT");
        await _leader.UntilEndedAsync();
        Assert.Equal(1, _leader.ExitCode);
        Assert.Equal(newer.Version, (await Delivered.OfAsync(cluster, _team))!.Version);
        Assert.False(_follower.HasEnded);
    }

    private async Task<TimeSpan> TakenOverAfterAsync(string signal)
    {
        var watch = Stopwatch.StartNew();
        _leader.Signal(signal);
        await _follower.UntilLeadingAsync();
        return watch.Elapsed;
    }
}

using System.Collections.Concurrent;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Operator.Kubernetes.Informers;
using K8sRouter.Operator.Kubernetes.Models;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Cluster.Tests.Kubernetes;

/// <summary>What an informer knows after the server forgot its history.</summary>
[Collection(FaultCollection.Name)]
public sealed class InformerTests(TestCluster cluster)
{
    [Fact]
    public async Task What_went_while_history_was_lost_is_told_as_deleted_and_what_came_as_added()
    {
        var ns = await cluster.CreateNamespaceAsync("history");
        await CreateAsync(ns, "stays");
        await CreateAsync(ns, "goes");
        await using var proxy = new FaultyProxy(cluster.Server);
        var search = new ConfigurationSearch { KubeConfigPath = cluster.AdminKubeconfigFor(proxy.Address) };
        using var client = new KubernetesClient(ConfigurationLoader.Load(search, TimeProvider.System), TimeProvider.System);
        var statistics = new InformerStatistics();
        var informer = new Informer<V1ConfigMap>(
            client, new InformerOptions<V1ConfigMap> { Namespace = ns }, statistics, TimeProvider.System, Random.Shared, NullLogger.Instance);
        var told = new ConcurrentDictionary<string, bool>();
        using var subscription = informer.Subscribe(change => told[(change.New ?? change.Old)!.Metadata.Name!] = change.New is not null);
        using var stop = new CancellationTokenSource();
        var running = informer.RunAsync(stop.Token);
        await UntilAsync(() => informer.HasSynced && told.Count == 2);

        // Cut off, while one goes and one comes; then the server forgets that it was so.
        await proxy.RefuseAsync();
        proxy.Drop();
        (await cluster.KubectlAsync("delete", "configmap", "goes", "-n", ns)).OrThrow();
        await CreateAsync(ns, "comes");
        await cluster.CompactAsync();
        await cluster.RestartApiServerAsync();
        proxy.Pass();

        await UntilAsync(() => told.TryGetValue("comes", out var there) && there && !told["goes"]);
        Assert.True(told["stays"]);
        Assert.Equal(["comes", "stays"], informer.Items.Select(item => item.Metadata.Name).Order());
        Assert.True(statistics.Restarts.GetValueOrDefault(RestartReasons.Expired) > 0, string.Join(", ", statistics.Restarts));
        Assert.True(statistics.Lists > 1);
        await stop.CancelAsync();
        await running;
    }

    private async Task CreateAsync(string ns, string name) =>
        (await cluster.KubectlAsync("create", "configmap", name, "-n", ns)).OrThrow();

    private static async Task UntilAsync(Func<bool> condition) =>
        await Eventually.IsAsync(() => Task.FromResult(condition()), TimeSpan.FromSeconds(45), () => "it doesn't come about");
}

using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Cluster.Tests.Injection;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Operator.Webhooks.Certificates;
using K8sRouter.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace K8sRouter.Cluster.Tests.Webhooks;

/// <summary>Whom the API server trusts, in two configurations of several webhooks, while the authority changes.</summary>
[Collection(FaultCollection.Name)]
public sealed class BundleTests(TestCluster cluster) : IAsyncLifetime, IDisposable
{
    /// <summary>Nobody listens there, and no namespace has the label: nothing is sent.</summary>
    private const int NoPort = 9;

    private readonly Meter _meter = new("bundles");
    private readonly FakeTimeProvider _clock = Clocks.Noon();
    private KubernetesClient _client = null!;
    private CertificateManager _manager = null!;

    public async Task InitializeAsync()
    {
        _client = new KubernetesClient(ConfigurationLoader.Load(new ConfigurationSearch { KubeConfigPath = cluster.AdminKubeconfig }, TimeProvider.System), TimeProvider.System);
        var ns = await cluster.CreateNamespaceAsync("operator");
        _manager = new(
            new KubernetesCertificateStore(_client, ns), CertificateNames.OfService("k8srouter-webhook", ns), new(), _clock, new(_meter), NullLogger<CertificateManager>.Instance);
    }

    public async Task DisposeAsync()
    {
        foreach (var (kind, name) in new[] { ("validatingwebhookconfiguration", "k8srouter"), ("mutatingwebhookconfiguration", "k8srouter-injection") })
            (await cluster.KubectlAsync("delete", kind, name, "--ignore-not-found")).OrThrow();
    }

    public void Dispose()
    {
        _client.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Every_webhook_of_both_trusts_the_same_before_within_and_after_a_change_of_the_authority()
    {
        await ApplyValidatingAsync();
        await ApplyMutatingAsync();

        await _manager.CheckAsync(default);
        Assert.Equal("1 1 1 1", await AuthoritiesAsync());
        var first = await BundlesAsync();
        _clock.Advance(TimeSpan.FromDays(300));
        await _manager.CheckAsync(default);

        Assert.Equal("2 2 2 2", await AuthoritiesAsync());
        Assert.Single((await BundlesAsync()).Distinct());
        Assert.DoesNotContain(first[0], await BundlesAsync());
    }

    [Fact]
    public async Task One_that_is_missing_or_comes_later_or_was_reset_in_part_keeps_none_of_the_others_from_being_written()
    {
        await ApplyMutatingAsync();
        await _manager.CheckAsync(default);
        Assert.Equal("1 1 1", await AuthoritiesAsync());

        await ApplyValidatingAsync();
        (await cluster.KubectlAsync("patch", "mutatingwebhookconfiguration", "k8srouter-injection", "--type=json", "-p",
            """[{"op": "remove", "path": "/webhooks/1/clientConfig/caBundle"}]""")).OrThrow();
        Assert.Equal("0 1 0 1", await AuthoritiesAsync());
        await _manager.CheckAsync(default);

        Assert.Equal("1 1 1 1", await AuthoritiesAsync());
        Assert.Single((await BundlesAsync()).Distinct());
    }

    private Task<string> ApplyValidatingAsync() => cluster.ApplyAsync(RunningWebhook.Configuration(NoPort, "nowhere"));

    private Task<string> ApplyMutatingAsync() =>
        cluster.ApplyAsync(InjectingOperator.Configuration(NoPort).Replace("key: k8srouter.io/system\n      operator: DoesNotExist", "key: bundle-test\n      operator: Exists", StringComparison.Ordinal));

    /// <summary>How many authorities each webhook trusts.</summary>
    private async Task<string> AuthoritiesAsync() => string.Join(' ', (await BundlesAsync()).Select(bundle => bundle.Split("BEGIN CERTIFICATE").Length - 1));

    /// <summary>PEM that each webhook trusts: of the one that validates, then of the three that inject.</summary>
    private async Task<List<string>> BundlesAsync()
    {
        var list = JsonNode.Parse((await cluster.KubectlAsync(
            "get", "validatingwebhookconfigurations,mutatingwebhookconfigurations", "-o", "json")).OrThrow())!["items"]!.AsArray();
        return [.. list.Where(item => (string?)item!["metadata"]!["name"] is "k8srouter" or "k8srouter-injection")
            .SelectMany(item => item!["webhooks"]!.AsArray())
            .Select(webhook => Encoding.ASCII.GetString(Convert.FromBase64String((string?)webhook!["clientConfig"]!["caBundle"] ?? "")))];
    }
}

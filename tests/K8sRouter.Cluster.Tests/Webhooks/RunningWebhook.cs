using System.Diagnostics.Metrics;
using System.Net;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Kubernetes.Client;
using K8sRouter.Operator.Kubernetes.Configuration;
using K8sRouter.Operator.Webhooks;
using K8sRouter.Operator.Webhooks.Admission;
using K8sRouter.Operator.Webhooks.Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Cluster.Tests.Webhooks;

/// <summary>A replica of the webhook that the API server calls on loopback, registered as the manifest does it.</summary>
internal sealed class RunningWebhook : IAsyncDisposable
{
    private readonly Meter _meter = new("webhook");
    private readonly CancellationTokenSource _stop = new();
    private readonly TestCluster _cluster;
    private readonly KubernetesClient _client;
    private Task _certificates = Task.CompletedTask;

    private RunningWebhook(TestCluster cluster)
    {
        _cluster = cluster;
        var search = new ConfigurationSearch { KubeConfigPath = cluster.AdminKubeconfig };
        _client = new KubernetesClient(ConfigurationLoader.Load(search, TimeProvider.System), TimeProvider.System);
    }

    public CertificateManager Certificates { get; private set; } = null!;

    public WebhookServer Server { get; private set; } = null!;

    /// <param name="cluster">Whose API server calls it.</param>
    /// <param name="workspace">The one namespace whose objects are sent to it.</param>
    /// <param name="lifetimes">Of its certificates.</param>
    /// <param name="failurePolicy">What the API server does where it gets no answer.</param>
    public static async Task<RunningWebhook> StartAsync(
        TestCluster cluster, string workspace, CertificateLifetimes? lifetimes = null, string failurePolicy = "Fail")
    {
        var webhook = new RunningWebhook(cluster);
        var operatorNamespace = await cluster.CreateNamespaceAsync("operator");
        var metrics = new WebhookMetrics(webhook._meter);
        var store = new KubernetesCertificateStore(webhook._client, operatorNamespace);
        webhook.Certificates = new(
            store, CertificateNames.OfService("k8srouter-webhook", operatorNamespace) with { Addresses = [IPAddress.Loopback] },
            lifetimes ?? new() { CheckInterval = TimeSpan.FromMilliseconds(200) }, TimeProvider.System, metrics, NullLogger<CertificateManager>.Instance);
        var endpoint = new AdmissionEndpoint(
            new Dictionary<string, IAdmissionHandler>
            {
                [ResourceReviews.Path] = new ResourceReviews(
                    new(new NoOtherObjects(), TimeProvider.System), metrics, NullLogger<ResourceReviews>.Instance),
            },
            TimeProvider.System, metrics, NullLogger<AdmissionEndpoint>.Instance);
        await webhook.Certificates.CheckAsync(default);
        webhook._certificates = webhook.Certificates.RunAsync(webhook._stop.Token);
        webhook.Server = await WebhookServer.StartAsync(
            new() { Address = IPAddress.Loopback, Port = 0 }, webhook.Certificates, endpoint, NullLoggerFactory.Instance, default);
        try
        {
            await cluster.ApplyAsync(Configuration(webhook.Server.Port, workspace, failurePolicy));
            await webhook.WaitUntilAskedAsync(workspace);
            return webhook;
        }
        catch
        {
            await webhook.DisposeAsync();
            throw;
        }
    }

    public async Task<string> BundleAsync() => (await _cluster.KubectlAsync(
        "get", "validatingwebhookconfiguration", "k8srouter", "-o", "jsonpath={.webhooks[0].clientConfig.caBundle}")).OrThrow();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _certificates;
        (await _cluster.KubectlAsync("delete", "validatingwebhookconfiguration", "k8srouter", "--ignore-not-found")).OrThrow();
        await Server.DisposeAsync();
        _client.Dispose();
        _stop.Dispose();
        _meter.Dispose();
    }

    /// <summary>The manifest, save for the address and for the namespaces, of which other tests have theirs.</summary>
    public static string Configuration(int port, string workspace, string failurePolicy = "Fail") =>
        $$"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: k8srouter}
        webhooks:
        - name: validate.k8srouter.io
          admissionReviewVersions: [v1]
          sideEffects: None
          failurePolicy: {{failurePolicy}}
          timeoutSeconds: 5
          clientConfig: {url: "https://127.0.0.1:{{port}}/validate" }
          namespaceSelector: {matchLabels: {webhook-test: "{{workspace}}" } }
          rules:
          - apiGroups: [k8srouter.io]
            apiVersions: [v1alpha1]
            operations: [CREATE, UPDATE]
            resources: [modelproviders, observabilitydestinations, workspaceprivacypolicies]
        """;

    /// <summary>The API server takes a moment to learn of a configuration.</summary>
    private async Task WaitUntilAskedAsync(string workspace)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var asked = "";
        while (!asked.Contains("Warning: spec.training.paidModels", StringComparison.Ordinal))
        {
            Assert.False(patience.IsCancellationRequested, $"the API server doesn't ask the webhook: {asked}");
            var dryRun = await _cluster.KubectlAsync(["apply", "--dry-run=server", "-f", "-"],
                $"apiVersion: k8srouter.io/v1alpha1\nkind: WorkspacePrivacyPolicy\nmetadata: {{name: default, namespace: {workspace}}}\nspec: {{training: {{paidModels: Allow}}}}\n");
            asked = dryRun.Error;
        }
    }
}

using System.Buffers;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using K8sRouter.Cluster.Tests.Testbed;
using K8sRouter.Operator.Diagnostics;
using K8sRouter.Operator.Webhooks;
using K8sRouter.Operator.Webhooks.Admission;
using K8sRouter.Operator.Webhooks.Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace K8sRouter.Cluster.Tests.Injection;

/// <summary>Another injector, which the API server calls after ours: it adds a container at the end.</summary>
internal sealed class AgentWebhook : IAdmissionHandler, IAsyncDisposable
{
    private const string Name = "z-agent";

    private readonly Meter _meter = new("agent");
    private readonly TestCluster _cluster;
    private WebhookServer? _server;

    private AgentWebhook(TestCluster cluster) => _cluster = cluster;

    public static async Task<AgentWebhook> StartAsync(TestCluster cluster, string ns)
    {
        var agent = new AgentWebhook(cluster);
        var metrics = new WebhookMetrics(agent._meter);
        var store = new OwnCertificateStore();
        var certificates = new CertificateManager(
            store, CertificateNames.OfService("agent", ns) with { Addresses = [IPAddress.Loopback] }, new(), TimeProvider.System, metrics, NullLogger<CertificateManager>.Instance);
        await certificates.CheckAsync(default);
        var endpoint = new AdmissionEndpoint(
            new Dictionary<string, IAdmissionHandler> { ["/"] = agent }, TimeProvider.System, metrics, NullLogger<AdmissionEndpoint>.Instance);
        agent._server = await WebhookServer.StartAsync(new() { Address = IPAddress.Loopback, Port = 0 }, certificates, endpoint, NullLoggerFactory.Instance, default);
        (await cluster.KubectlAsync("label", "namespace", ns, $"agent={ns}")).OrThrow();
        await cluster.ApplyAsync(Configuration(agent._server.Port, ns, store.Bundle));
        await agent.UntilAskedAsync(ns);
        return agent;
    }

    public Action<TimeSpan> Answer(AdmissionRequest request, IBufferWriter<byte> output)
    {
        var has = request.Object.GetProperty("spec").GetProperty("containers").EnumerateArray().Any(one => one.GetProperty("name").GetString() == "agent");
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteString("apiVersion", "admission.k8s.io/v1");
        writer.WriteString("kind", "AdmissionReview");
        writer.WriteStartObject("response");
        writer.WriteString("uid", request.Uid);
        writer.WriteBoolean("allowed", true);
        if (!has)
        {
            writer.WriteString("patchType", "JSONPatch");
            writer.WriteBase64String("patch", """[{"op": "add", "path": "/spec/containers/-", "value": {"name": "agent", "image": "agent:1"}}]"""u8);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
        return _ => { };
    }

    public async ValueTask DisposeAsync()
    {
        (await _cluster.KubectlAsync("delete", "mutatingwebhookconfiguration", Name, "--ignore-not-found")).OrThrow();
        await _server!.DisposeAsync();
        _meter.Dispose();
    }

    private Task<TimeSpan> UntilAskedAsync(string ns) => Eventually.IsAsync(
        async () =>
        {
            using var content = new StringContent(InjectingOperator.Pod().ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            using var answer = await _cluster.Admin.PostAsync($"api/v1/namespaces/{ns}/pods?dryRun=All", content);
            return (await answer.Content.ReadAsStringAsync()).Contains("\"agent:1\"", StringComparison.Ordinal);
        },
        TimeSpan.FromSeconds(60), () => "the API server doesn't ask the other webhook");

    private static string Configuration(int port, string ns, byte[] bundle) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: {name: {{Name}}}
        webhooks:
        - name: agent.example.com
          admissionReviewVersions: [v1]
          sideEffects: None
          clientConfig: {url: "https://127.0.0.1:{{port}}/", caBundle: {{Convert.ToBase64String(bundle)}} }
          namespaceSelector: {matchLabels: {agent: "{{ns}}" } }
          rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
        """);
}

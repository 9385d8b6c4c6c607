using System.Text.Json.Nodes;

namespace K8sRouter.Node.Tests.Testbed;

/// <summary>Two providers of one model, each a pod of its own: Alpha keeps nothing, Beta keeps prompts for 30 days.</summary>
internal static class Providers
{
    public const string Namespace = "providers";

    private static readonly SemaphoreSlim One = new(1, 1);

    public static async Task EnsureAsync(TestNode node)
    {
        await One.WaitAsync();
        try
        {
            foreach (var (name, retention) in new[] { ("alpha", 0), ("beta", 30) })
            {
                if (await node.FindAsync($"api/v1/namespaces/{Namespace}/services/{name}") is null)
                    await node.ApplyAsync(Pod(name));
                string address = await AddressAsync(node, name);
                if (await node.FindAsync($"apis/k8srouter.io/v1alpha1/modelproviders/{name}") is null)
                    await node.ApplyAsync(Provider(name, address, retention));
            }
        }
        finally
        {
            One.Release();
        }
    }

    /// <summary>What a provider was sent at its webhook, a delivery a line.</summary>
    public static async Task<string> DeliveriesAsync(TestNode node, string name) =>
        await node.Admin.GetStringAsync($"api/v1/namespaces/{Namespace}/pods/{name}:9101/proxy/__mock/webhook");

    /// <summary>Address of a provider's Service.</summary>
    public static async Task<string> AddressAsync(TestNode node, string name)
    {
        JsonNode? service = null;
        await node.UntilAsync(
            async () => (service = await node.FindAsync($"api/v1/namespaces/{Namespace}/services/{name}")) is not null
                && (await node.FindAsync($"api/v1/namespaces/{Namespace}/endpoints/{name}"))?["subsets"] is not null,
            Namespace, $"{name} has no endpoint");
        return (string)service!["spec"]!["clusterIP"]!;
    }

    private static string Pod(string name) =>
        $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: {{Namespace}}}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: provider, namespace: {{Namespace}}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: {{Namespace}}}
        spec: {selector: {app: {{name}}}, ports: [{port: 80, targetPort: 9101}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
          namespace: {{Namespace}}
          labels: {app: {{name}}}
        spec:
          serviceAccountName: provider
          automountServiceAccountToken: false
          containers:
          - {name: provider, image: {{Images.MockProvider}}, args: [--listen, 0.0.0.0, --name, {{name}}, --token-delay-ms, "20"]}
        """;

    private static string Provider(string name, string address, int retentionDays) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: {{name}}, namespace: {{Installation.Namespace}}, labels: {k8srouter.io/use: provider} }
        stringData: {apiKey: sk-{{name}}-00000000000000000000000000000000}
        ---
        apiVersion: k8srouter.io/v1alpha1
        kind: ModelProvider
        metadata: {name: {{name}}}
        spec:
          displayName: {{name}}
          upstreams:
          - {apis: [chat], protocol: OpenAI, baseUrl: "http://{{address}}/v1", allowPlaintext: true}
          auth: {scheme: Bearer, credential: {name: {{name}}, key: apiKey}, deliverTo: {namespaceSelector: {} } }
          dataPolicy: {confirmed: true, training: false, publication: false, retentionDays: {{retentionDays}}}
          models:
          - {name: acme/assistant, upstreamName: mock-mini, apis: [chat], contextLength: 128000}
        """;
}

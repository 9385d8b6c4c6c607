using System.Text.Json;

namespace K8sRouter.EndToEnd.Tests.House;

/// <summary>A provider as a manifest and the Secret with its key.</summary>
internal sealed record TestProvider(string Slug, string Address, string Key)
{
    public TestProvider(string slug, Mock mock)
        : this(slug, mock.Address, mock.Key)
    {
    }

    public bool Anthropic { get; init; }

    /// <summary>Whether the key is that of a service account whose tokens the provider takes.</summary>
    public bool TakesGoogleTokens { get; init; }

    /// <summary>Fields of <c>dataPolicy</c> in YAML's flow style.</summary>
    public string DataPolicy { get; init; } = "confirmed: true, training: false, publication: false, retentionDays: 0";

    public string Datacenters { get; init; } = "DE";

    public IReadOnlyList<TestModel> Models { get; init; } = [];

    public string DisplayName => char.ToUpperInvariant(Slug[0]) + Slug[1..];

    public string ToYaml() =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata:
          name: {{Slug}}
          namespace: k8srouter-system
          labels: {k8srouter.io/use: provider}
        stringData: {apiKey: {{JsonSerializer.Serialize(Key)}} }
        ---
        apiVersion: k8srouter.io/v1alpha1
        kind: ModelProvider
        metadata: {name: {{Slug}} }
        spec:
          displayName: {{DisplayName}}
          upstreams:
          - apis: [{{Apis}}]
            protocol: {{Protocol}}
            baseUrl: "{{Address}}/v1"
            allowPlaintext: {{Plaintext}}
          auth:
            {{Scheme}}
            credential: {name: {{Slug}}, key: apiKey}
            deliverTo:
              namespaceSelector: {}
          headquarters: DE
          datacenters: [{{Datacenters}}]
          dataPolicy: { {{DataPolicy}} }
          models:
        {{string.Join('\n', Models.Select(m => m.ToYaml()))}}
        """;

    private string Apis => Anthropic ? "messages" : "chat, completions, embeddings, responses";

    private string Protocol => Anthropic ? "Anthropic" : "OpenAI";

    private string Scheme => (Anthropic, TakesGoogleTokens) switch
    {
        (true, _) => "scheme: Header\n    header: x-api-key",
        (_, true) => "scheme: GoogleToken",
        _ => "scheme: Bearer",
    };

    private string Plaintext => Address.StartsWith("https", StringComparison.Ordinal) ? "false" : "true";
}

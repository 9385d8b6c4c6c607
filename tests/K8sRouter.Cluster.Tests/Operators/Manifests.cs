namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Small resources that are valid.</summary>
internal static class Manifests
{
    /// <summary>A provider that needs no credential, with one model.</summary>
    public static string Provider(string name, string dataPolicy = "{confirmed: true, training: false, publication: false, retentionDays: 0}") =>
        $$"""
        apiVersion: k8srouter.io/v1alpha1
        kind: ModelProvider
        metadata: {name: {{name}}}
        spec:
          displayName: {{name}}
          upstreams: [{apis: [chat], protocol: OpenAI, baseUrl: "https://{{name}}.example/v1"}]
          headquarters: US
          datacenters: [US]
          dataPolicy: {{dataPolicy}}
          models: [{name: {{name}}/small, upstreamName: small, contextLength: 1000}]
        """;

    public static string Policy(string ns, string spec = "{}") =>
        $$"""
        apiVersion: k8srouter.io/v1alpha1
        kind: WorkspacePrivacyPolicy
        metadata: {name: default, namespace: {{ns}}}
        spec: {{spec}}
        """;

    public static string Secret(string ns, string name, string use, string key, string value) =>
        $$"""
        apiVersion: v1
        kind: Secret
        metadata:
          name: {{name}}
          namespace: {{ns}}
          labels:
            k8srouter.io/use: {{use}}
        stringData:
          {{key}}: "{{value}}"
        """;
}

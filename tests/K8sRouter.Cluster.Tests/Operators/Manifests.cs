namespace K8sRouter.Cluster.Tests.Operators;

/// <summary>Small resources that are valid.</summary>
internal static class Manifests
{
    /// <summary>A provider that needs no credential, with one model.</summary>
    /// <param name="name">Its slug.</param>
    /// <param name="dataPolicy">What it does with prompts.</param>
    /// <param name="further">A further line of the spec, such as <c>auth: {...}</c>.</param>
    public static string Provider(
        string name, string dataPolicy = "{confirmed: true, training: false, publication: false, retentionDays: 0}", string further = "") =>
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
          {{further}}
        """;

    public static string Policy(string ns, string spec = "{}") =>
        $$"""
        apiVersion: k8srouter.io/v1alpha1
        kind: WorkspacePrivacyPolicy
        metadata: {name: default, namespace: {{ns}}}
        spec: {{spec}}
        """;

    /// <summary>A destination that speaks to nobody, with a secret field where one is named.</summary>
    public static string Destination(string ns, string name, string secret = "") =>
        $$"""
        apiVersion: k8srouter.io/v1alpha1
        kind: ObservabilityDestination
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec:
          type: webhook
          displayName: {{name}}
          secretConfig: [{field: url, name: {{(secret.Length > 0 ? secret : name)}}, key: url}]
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

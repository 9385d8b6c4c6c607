using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Tests;

/// <summary>Short ways to read and check manifests, and valid ones to break.</summary>
internal static class Manifests
{
    public const string Provider = """
        apiVersion: k8srouter.io/v1alpha1
        kind: ModelProvider
        metadata: {name: openai}
        spec:
          upstreams:
          - {apis: [chat, embeddings], protocol: OpenAI, baseUrl: "https://api.openai.com/v1"}
          models:
          - name: openai/gpt-5-mini
        """;

    public const string Policy = """
        apiVersion: k8srouter.io/v1alpha1
        kind: WorkspacePrivacyPolicy
        metadata: {name: default, namespace: team-a}
        spec:
          region: Global
        """;

    public const string Destination = """
        apiVersion: k8srouter.io/v1alpha1
        kind: ObservabilityDestination
        metadata: {name: langfuse, namespace: team-a}
        spec:
          type: langfuse
          config: {publicKey: pk-lf-1}
          secretConfig:
          - {field: secretKey, name: langfuse, key: secretKey}
        """;

    /// <summary>Everything that is said about a text, by reader and validator, in kubectl's words.</summary>
    public static string[] Problems(string yaml) => [.. All(yaml).Select(problem => problem.ToString())];

    public static FieldProblem[] All(string yaml)
    {
        var result = ResourceReader.Read("test.yaml", yaml);
        return [.. result.Problems, .. result.Resources.SelectMany(ResourceValidator.Validate)];
    }

    public static LoadedResource Single(string yaml)
    {
        var result = ResourceReader.Read("test.yaml", yaml);
        Assert.Empty(result.Problems);
        return Assert.Single(result.Resources);
    }

    public static T Typed<T>(string yaml) => Assert.IsType<T>(Single(yaml).Resource);
}

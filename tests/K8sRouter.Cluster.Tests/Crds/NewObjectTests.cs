using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Crds;

/// <summary>What a person sees of an object that no operator has looked at yet.</summary>
[Collection(ClusterCollection.Name)]
public sealed class NewObjectTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly string _provider = $"provider-{Guid.NewGuid():N}";
    private string _namespace = "";

    public async Task InitializeAsync()
    {
        _namespace = await cluster.CreateNamespaceAsync();
        await cluster.ApplyAsync(
            $$"""
            apiVersion: k8srouter.io/v1alpha1
            kind: ModelProvider
            metadata: {name: {{_provider}}}
            spec:
              upstreams:
              - {apis: [chat], protocol: OpenAI, baseUrl: "https://provider.example/v1"}
              models:
              - {name: acme/assistant}
            ---
            apiVersion: k8srouter.io/v1alpha1
            kind: WorkspacePrivacyPolicy
            metadata: {name: default, namespace: {{_namespace}}}
            spec: {region: Europe}
            ---
            apiVersion: k8srouter.io/v1alpha1
            kind: ObservabilityDestination
            metadata: {name: langfuse, namespace: {{_namespace}}}
            spec:
              type: langfuse
              config: {publicKey: pk-lf-1}
              secretConfig:
              - {field: secretKey, name: langfuse, key: secretKey}
            """);
    }

    public async Task DisposeAsync() => (await cluster.KubectlAsync("delete", "modelprovider", _provider)).OrThrow();

    [Theory]
    [InlineData("modelprovider")]
    [InlineData("workspaceprivacypolicy/default")]
    [InlineData("observabilitydestination/langfuse")]
    public async Task Every_condition_is_there_and_waits_for_the_operator(string name)
    {
        var conditions = (await ReadAsync(name))["status"]!["conditions"]!.AsArray();

        Assert.Contains("Ready", conditions.Select(condition => (string?)condition!["type"]));
        Assert.Contains("Accepted", conditions.Select(condition => (string?)condition!["type"]));
        Assert.All(conditions, condition => Assert.Equal("Unknown", (string?)condition!["status"]));
        Assert.All(conditions, condition => Assert.Equal("Pending", (string?)condition!["reason"]));
    }

    [Fact]
    public async Task Nobody_who_waits_for_readiness_takes_it_for_ready()
    {
        var waited = await cluster.KubectlAsync("wait", "--for=condition=Ready", "--timeout=1s", $"modelprovider/{_provider}");

        Assert.NotEqual(0, waited.ExitCode);
        Assert.Contains("timed out", waited.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kubectl_lists_all_three_kinds_by_their_category_with_the_columns_of_the_design()
    {
        string shown = Regex.Replace((await cluster.KubectlAsync("get", "k8srouter", "-A")).OrThrow(), " +", " ");

        Assert.Contains("NAME TRAINING RETENTION ZDR REGION MODELS READY AGE\n", shown, StringComparison.Ordinal);
        Assert.Contains("NAME ALLOWED EXCLUDED LOGGING SIDECARS INJECTION READY AGE\n", shown, StringComparison.Ordinal);
        Assert.Contains("NAME TYPE ENABLED SAMPLING CONTENT ZDR READY AGE\n", shown, StringComparison.Ordinal);
        Assert.Contains($"modelprovider.k8srouter.io/{_provider} Unknown ", shown, StringComparison.Ordinal);
        Assert.Contains($"{_namespace} workspaceprivacypolicy.k8srouter.io/default Unknown ", shown, StringComparison.Ordinal);
        Assert.Contains(
            $"{_namespace} observabilitydestination.k8srouter.io/langfuse langfuse true 1 None false Unknown ", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mp")]
    [InlineData("wpp")]
    [InlineData("od")]
    public async Task Kubectl_shows_the_reason_where_asked_for_more(string shortName)
    {
        string shown = (await cluster.KubectlAsync("get", shortName, "-n", _namespace, "-o", "wide")).OrThrow();

        Assert.Contains("REASON", shown, StringComparison.Ordinal);
        Assert.Contains("Pending", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_writes_a_policy_cannot_write_its_status()
    {
        await cluster.ApplyAsync(
            $$"""
            apiVersion: k8srouter.io/v1alpha1
            kind: WorkspacePrivacyPolicy
            metadata: {name: default, namespace: {{_namespace}}}
            spec: {region: Us}
            status: {allowedEndpoints: 7}
            """);

        var policy = await ReadAsync("workspaceprivacypolicy/default");
        Assert.Equal("Us", (string?)policy["spec"]!["region"]);
        Assert.Null(policy["status"]!["allowedEndpoints"]);
    }

    [Fact]
    public async Task A_field_written_as_null_is_as_if_it_were_absent()
    {
        await cluster.ApplyAsync(
            $$"""
            apiVersion: k8srouter.io/v1alpha1
            kind: WorkspacePrivacyPolicy
            metadata: {name: default, namespace: {{_namespace}}}
            spec:
              providers: {allow: null, ignore: []}
              models: {allow: null}
              store:
                location: Us
                gcs: {bucket: team-a-prompts, kmsKeyName: null}
              inputOutputLogging: {enabled: true, apiKeyHashes: null, store: null, europeStore: null}
            """);

        var spec = (await ReadAsync("workspaceprivacypolicy/default"))["spec"]!;
        Assert.Null(spec["providers"]!["allow"]);
        Assert.True((bool?)spec["inputOutputLogging"]!["enabled"]);
    }

    private async Task<JsonNode> ReadAsync(string name)
    {
        string named = name == "modelprovider" ? $"{name}/{_provider}" : name;
        return JsonNode.Parse((await cluster.KubectlAsync("get", named, "-n", _namespace, "-o", "json")).OrThrow())!;
    }
}

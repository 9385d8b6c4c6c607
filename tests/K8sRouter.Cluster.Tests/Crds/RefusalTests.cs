using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Crds;

/// <summary>What the API server refuses by the schemas alone: without kubectl's own look at them, and without our webhook.</summary>
[Collection(ClusterCollection.Name)]
public sealed class RefusalTests(TestCluster cluster)
{
    [Fact]
    public async Task A_policy_with_another_name_than_default_is_refused_and_told_the_name()
    {
        string error = await RefusalAsync("WorkspacePrivacyPolicy", "second", "{region: Global}");

        Assert.Contains("metadata.name: Unsupported value: \"second\": supported values: \"default\"", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{region: Mars}", "spec.region: Unsupported value: \"Mars\": supported values: \"Global\", \"Europe\", \"Us\"")]
    [InlineData("{training: {paidModels: deny}}", "spec.training.paidModels: Unsupported value: \"deny\"")]
    [InlineData("{retention: {maxDays: -1}}", "spec.retention.maxDays: Invalid value: -1")]
    [InlineData("{retention: {maxDays: soon}}", "spec.retention.maxDays: Invalid value: \"string\"")]
    [InlineData("{providers: {allow: []}}", "spec.providers.allow: Invalid value")]
    [InlineData("{dataUse: {enabled: true, discount: \"1e-2\"}}", "spec.dataUse.discount: Invalid value: \"1e-2\"")]
    [InlineData("{inputOutputLogging: {retentionDays: 30}}", "spec.inputOutputLogging.retentionDays: Invalid value: 30")]
    [InlineData("{credentials: [{provider: openai, name: a, key: b}, {provider: openai, name: c, key: d}]}", "spec.credentials[1]: Duplicate value")]
    public async Task A_policy_is_refused_by_field_path(string spec, string problem)
    {
        Assert.Contains(problem, await RefusalAsync("WorkspacePrivacyPolicy", "default", spec), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{models: [{name: a/b}]}", "spec.upstreams: Required value")]
    [InlineData("{upstreams: [], models: [{name: a/b}]}", "spec.upstreams: Invalid value")]
    [InlineData("{upstreams: [{apis: [chat, chat], protocol: OpenAI, baseUrl: 'https://a.example'}], models: [{name: a/b}]}", "spec.upstreams[0].apis[1]: Duplicate value")]
    public async Task A_provider_is_refused_by_field_path(string spec, string problem)
    {
        Assert.Contains(problem, await RefusalAsync("ModelProvider", "openai", spec), StringComparison.Ordinal);
    }

    /// <summary>Older API servers leave the index out.</summary>
    [Theory]
    [InlineData("{upstreams: [{apis: [chat], protocol: Smoke, baseUrl: 'https://a.example'}], models: [{name: a/b}]}", "spec.upstreams(\\[0\\])?.protocol: Unsupported value: \"Smoke\"")]
    [InlineData("{upstreams: [{apis: [chat], protocol: OpenAI, baseUrl: 'https://a.example'}], models: [{name: a/b}], datacenters: [GER]}", "spec.datacenters(\\[0\\])?: ")]
    public async Task An_item_of_a_list_is_refused_by_field_path(string spec, string problem)
    {
        Assert.Matches(problem, await RefusalAsync("ModelProvider", "openai", spec));
    }

    [Fact]
    public async Task A_provider_must_be_named_as_a_slug()
    {
        string error = await RefusalAsync("ModelProvider", new string('a', 64), "{upstreams: [], models: []}");

        Assert.Contains("metadata.name: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_problem_of_an_object_is_named_at_once()
    {
        string error = await RefusalAsync("ObservabilityDestination", "webhook", "{type: pigeon, samplingRate: 2, contentMode: Some}");

        Assert.Contains("spec.type: ", error, StringComparison.Ordinal);
        Assert.Contains("spec.samplingRate: ", error, StringComparison.Ordinal);
        Assert.Contains("spec.contentMode: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_field_is_refused_by_kubectl_which_knows_the_schema()
    {
        string ns = await cluster.CreateNamespaceAsync();

        var applied = await cluster.KubectlAsync(["apply", "-f", "-"], Manifest("WorkspacePrivacyPolicy", "default", ns, "{regoin: Global}"));

        Assert.NotEqual(0, applied.ExitCode);
        Assert.Contains("unknown field", applied.Error, StringComparison.Ordinal);
        Assert.Contains("regoin", applied.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_field_is_refused_by_server_side_apply_and_dropped_where_kubectl_does_not_look()
    {
        string ns = await cluster.CreateNamespaceAsync();
        string misspelt = Manifest("WorkspacePrivacyPolicy", "default", ns, "{regoin: Global}");

        var applied = await cluster.KubectlAsync(["apply", "--server-side", "--validate=false", "-f", "-"], misspelt);
        (await cluster.KubectlAsync(["apply", "--validate=false", "-f", "-"], misspelt)).OrThrow();

        Assert.NotEqual(0, applied.ExitCode);
        Assert.Contains("field not declared in schema", applied.Error, StringComparison.Ordinal);
        string stored = (await cluster.KubectlAsync("get", "wpp", "default", "-n", ns, "-o", "jsonpath={.spec}")).OrThrow();
        Assert.DoesNotContain("regoin", stored, StringComparison.Ordinal);
    }

    private async Task<string> RefusalAsync(string kind, string name, string spec)
    {
        string ns = await cluster.CreateNamespaceAsync();
        var applied = await cluster.KubectlAsync(["apply", "--validate=false", "-f", "-"], Manifest(kind, name, ns, spec));
        Assert.NotEqual(0, applied.ExitCode);
        return applied.Error;
    }

    private static string Manifest(string kind, string name, string ns, string spec) =>
        $$"""
        apiVersion: k8srouter.io/v1alpha1
        kind: {{kind}}
        metadata: {name: {{name}}{{(kind == "ModelProvider" ? "" : $", namespace: {ns}")}}}
        spec: {{spec}}
        """;
}

using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;
using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Crds.Tests.Reading;

public sealed class ResourceReaderTests
{
    [Fact]
    public void A_file_holds_several_documents_and_empty_ones_are_skipped()
    {
        var result = ResourceReader.Read("all.yaml", $"---\n---\n# nothing\n---\n{Manifests.Provider}\n---\n{Manifests.Policy}\n---\n~\n---\n{Manifests.Destination}\n---\n");

        Assert.Empty(result.Problems);
        Assert.Equal(
            ["ModelProvider \"openai\"", "WorkspacePrivacyPolicy \"team-a/default\"", "ObservabilityDestination \"team-a/langfuse\""],
            result.Resources.Select(resource => resource.ToString()));
        Assert.IsType<ModelProvider>(result.Resources[0].Resource);
        Assert.IsType<WorkspacePrivacyPolicy>(result.Resources[1].Resource);
        Assert.IsType<ObservabilityDestination>(result.Resources[2].Resource);
    }

    [Fact]
    public void Absent_policy_fields_stay_without_opinion()
    {
        var spec = Manifests.Typed<WorkspacePrivacyPolicy>(Manifests.Policy).Spec;

        Assert.Equal(new WorkspacePrivacyPolicySpec { Region = References.DataRegion.Global }, spec);
    }

    [Fact]
    public void Absent_fields_of_a_destination_take_the_private_default()
    {
        var spec = Manifests.Typed<ObservabilityDestination>(Manifests.Destination).Spec;

        Assert.True(spec.Enabled);
        Assert.Equal(ContentMode.None, spec.ContentMode);
        Assert.Equal(1, spec.SamplingRate);
        Assert.Equal(["global"], spec.Regions);
    }

    [Fact]
    public void JSON_is_read_as_the_YAML_that_it_is()
    {
        var provider = Manifests.Typed<ModelProvider>("""
            {"apiVersion":"k8srouter.io/v1alpha1","kind":"ModelProvider","metadata":{"name":"x"},
             "spec":{"upstreams":[{"apis":["chat"],"protocol":"OpenAI","baseUrl":"https://x.example"}],"models":[{"name":"a/b","contextLength":5}]}}
            """);

        Assert.Equal(5, provider.Spec.Models[0].ContextLength);
    }

    [Fact]
    public void A_list_is_expanded()
    {
        var result = ResourceReader.Read("list.yaml", """
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Namespace, metadata: {name: team-a}}
            - {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: team-a}}
            """);

        Assert.Empty(result.Problems);
        Assert.Equal(["Namespace \"team-a\"", "Secret \"team-a/s\""], result.Resources.Select(resource => resource.ToString()));
        Assert.Equal([4, 5], result.Resources.Select(resource => resource.Line));
    }

    [Fact]
    public void Kinds_of_other_groups_are_left_aside_with_a_notice()
    {
        var problem = Assert.Single(Manifests.All("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}"));

        Assert.Equal(ProblemSeverity.Notice, problem.Severity);
        Assert.Equal("Deployment: ignored: apps/v1 Deployment is none of our kinds", problem.ToString());
    }

    [Theory]
    [InlineData("k8srouter.io/v1alpha1", "ModelProviders",
        "kind: Unsupported value: \"ModelProviders\" (did you mean \"ModelProvider\"?): supported values: \"ModelProvider\", \"WorkspacePrivacyPolicy\", \"ObservabilityDestination\"")]
    [InlineData("k8srouter.io/v1", "ModelProvider",
        "ModelProvider: apiVersion: Unsupported value: \"k8srouter.io/v1\": supported values: \"k8srouter.io/v1alpha1\"")]
    public void A_kind_of_our_group_that_there_is_not_is_an_error(string apiVersion, string kind, string expected)
    {
        var problem = Assert.Single(Manifests.All($"apiVersion: {apiVersion}\nkind: {kind}"));

        Assert.Equal(ProblemSeverity.Error, problem.Severity);
        Assert.Equal(expected, problem.ToString());
    }

    [Theory]
    [InlineData("kind: ModelProvider", "a resource needs apiVersion and kind")]
    [InlineData("- a\n- b", "must be a resource with apiVersion, kind and metadata")]
    [InlineData("just text", "must be a resource with apiVersion, kind and metadata")]
    public void What_is_no_resource_is_said_to_be_none(string yaml, string expected) =>
        Assert.Equal([expected], Manifests.Problems(yaml));

    [Fact]
    public void Malformed_YAML_is_told_with_its_line_and_what_stands_before_is_kept()
    {
        var result = ResourceReader.Read("team.yaml", $"{Manifests.Policy}\n---\napiVersion: v1\nkind: [Secret\nmetadata: {{}}\n");

        Assert.Single(result.Resources);
        var problem = Assert.Single(result.Problems);
        Assert.Equal(ProblemReason.Malformed, problem.Reason);
        Assert.InRange(problem.Line!.Value, 8, 9);
        Assert.StartsWith($"team.yaml:{problem.Line}: error: malformed YAML: while parsing", problem.ToStringWithLocation(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 'unclosed")]
    [InlineData("a:\n\t- tab")]
    [InlineData("a: *nowhere")]
    [InlineData("a: b: c")]
    [InlineData("&a [*a]")]
    [InlineData("{[1]: 2}")]
    public void No_text_makes_the_reader_throw(string yaml)
    {
        var problem = Assert.Single(ResourceReader.Read("x.yaml", yaml).Problems);

        Assert.Equal(ProblemReason.Malformed, problem.Reason);
        Assert.NotNull(problem.Line);
    }

    [Fact]
    public void Nesting_without_end_is_refused_rather_than_followed()
    {
        var problem = Assert.Single(ResourceReader.Read("x.yaml", new string('[', 5000)).Problems);

        Assert.Contains("nested more than 64 levels", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_few_lines_of_aliases_can_not_fill_the_memory()
    {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        var problem = Assert.Single(ResourceReader.Read("bomb.yaml", bomb).Problems);

        Assert.Contains("more than 200000 values", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Anchors_and_merge_keys_are_followed_and_the_own_value_wins()
    {
        var models = Manifests.Typed<ModelProvider>("""
            apiVersion: k8srouter.io/v1alpha1
            kind: ModelProvider
            metadata: {name: x}
            spec:
              upstreams: [{apis: [chat], protocol: OpenAI, baseUrl: "https://x.example"}]
              models:
              - &base {name: a/one, contextLength: 10, quantization: fp8}
              - {<<: *base, name: a/two, contextLength: 20}
            """).Spec.Models;

        Assert.Equal(("a/two", 20, "fp8"), (models[1].Name, models[1].ContextLength, models[1].Quantization));
    }

    [Fact]
    public void A_key_that_stands_twice_is_refused_with_both_lines()
    {
        var problem = Assert.Single(Manifests.All(Manifests.Policy + "\n  region: Europe"));

        Assert.Equal("WorkspacePrivacyPolicy \"team-a/default\": spec.region: Duplicate value: the key stands on line 5 already", problem.ToString());
        Assert.Equal(6, problem.Line);
    }

    [Fact]
    public void A_namespaced_resource_without_namespace_goes_to_the_default_one_as_with_kubectl()
    {
        var secret = Manifests.Single("apiVersion: v1\nkind: Secret\nmetadata: {name: s}");

        Assert.Equal("default", secret.Namespace);
        Assert.Equal("default", secret.Resource!.Metadata.NamespaceProperty);
    }

    [Fact]
    public void Secrets_are_decoded_and_text_wins_over_data()
    {
        var secret = Manifests.Typed<V1Secret>("""
            apiVersion: v1
            kind: Secret
            metadata: {name: s, namespace: team-a, labels: {k8srouter.io/use: provider}}
            data: {a: aGVsbG8=, b: aGVsbG8=}
            stringData: {b: world}
            """);

        Assert.Equal("hello"u8.ToArray(), secret.Data!["a"]);
        Assert.Equal("world"u8.ToArray(), secret.Data["b"]);
        Assert.Null(secret.StringData);
    }

    [Fact]
    public void The_text_of_a_secret_shows_no_value()
    {
        var secret = Manifests.Single("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: hidden}");

        Assert.DoesNotContain("hidden", $"{secret} {secret.Resource}", StringComparison.Ordinal);
    }
}

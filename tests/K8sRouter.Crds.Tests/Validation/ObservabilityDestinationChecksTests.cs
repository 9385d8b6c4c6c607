using System.Text.Json;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Crds.ObservabilityDestinations;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Tests.Validation;

public sealed class ObservabilityDestinationChecksTests
{
    private const string Prefix = "ObservabilityDestination \"team-a/langfuse\": ";

    public static TheoryData<string> Types => [.. DestinationTypes.All.Select(type => type.Name)];

    [Fact]
    public void A_valid_destination_has_no_problem() => Assert.Empty(Manifests.Problems(Manifests.Destination));

    [Theory]
    [InlineData("publicKey: pk-lf-1", "publicKey: pk, secretKey: sk-hidden",
        "spec.config.secretKey: Forbidden: is secret: put it in a Secret and name that in secretConfig with field: secretKey")]
    [InlineData("publicKey: pk-lf-1", "publicKey: pk, headers: x",
        "spec.config.headers: Forbidden: must not hold headers, which may be credentials: put each in a Secret and name it in secretConfig with field: headers.NAME")]
    [InlineData("publicKey: pk-lf-1", "publicKey: pk, baseURL: \"https://x.example\"", "unknown field \"spec.config.baseURL\" (did you mean \"baseUrl\"?)")]
    [InlineData("publicKey: pk-lf-1", "publicKey: pk, baseUrl: \"http://x.example\"",
        "spec.config.baseUrl: Invalid value: \"http://x.example\": must start with https:// (or http:// where allowPlaintext is true)")]
    [InlineData("publicKey: pk-lf-1", "publicKey: pk, baseUrl: \"https://u:hidden@x.example\"",
        "spec.config.baseUrl: Invalid value: must not hold a user or password: credentials come from Secrets")]
    [InlineData("publicKey: pk-lf-1", "", "spec.config.publicKey: Required value: Langfuse needs it: Public key of the project.")]
    [InlineData("publicKey: pk-lf-1", "publicKey: 12",
        "spec.config[publicKey]: Invalid value: must be of type string, not integer; put it in quotes if text is meant")]
    [InlineData("field: secretKey", "field: headers.X-Scope", "spec.secretConfig[secretKey]: Required value: Langfuse needs an entry with field: secretKey")]
    [InlineData("type: langfuse", "type: langfuze",
        "spec.type: Unsupported value: \"langfuze\": supported values: \"arize\", \"braintrust\", \"clickhouse\", \"datadog\", \"grafana\", \"langfuse\", \"langsmith\", \"newrelic\", \"opik\", \"otel-collector\", \"posthog\", \"ramp\", \"s3\", \"sentry\", \"snowflake\", \"weave\", \"webhook\"")]
    public void Each_rule_of_the_configuration_says_what_is_wrong(string piece, string replacement, string expected) =>
        Assert.Equal([Prefix + expected], Manifests.Problems(Manifests.Destination.Replace(piece, replacement, StringComparison.Ordinal)));

    [Theory]
    [InlineData("{field: publicKey, name: s, key: k}", "spec.secretConfig[1].field: Forbidden: publicKey isn't secret: write it in config")]
    [InlineData("{field: apiKey, name: s, key: k}", "spec.secretConfig[1].field: Unsupported value: \"apiKey\": supported values: \"secretKey\", \"headers.NAME\"")]
    [InlineData("{field: headers.Content-Length, name: s, key: k}", "spec.secretConfig[1].field: Forbidden: the exporter sets the header Content-Length itself")]
    [InlineData("{field: secretKey, name: s, key: k}", "spec.secretConfig[1].field: Duplicate value: \"secretKey\"")]
    [InlineData("{field: headers.X-Key, name: s, value: hidden, key: k}", "unknown field \"spec.secretConfig[1].value\"")]
    [InlineData("{field: headers.X-Key, name: s}", "spec.secretConfig[1].key: Required value")]
    public void Each_rule_of_the_secrets_too(string entry, string expected) =>
        Assert.Equal([Prefix + expected], Manifests.Problems($"{Manifests.Destination}\n  - {entry}"));

    [Theory]
    [InlineData("{field: model, operator: equals}", "value: Required value: must have a value to compare with")]
    [InlineData("{field: model, operator: equals, value: \"\"}", "value: Required value: must have a value to compare with")]
    [InlineData("{field: model, operator: exists, value: x}", "value: Forbidden: must have no value: the operator compares with nothing")]
    [InlineData("{field: model, operator: gt, value: \"1\"}",
        "operator: Invalid value: \"gt\": must not compare numbers: model is text; it has equals, not_equals, contains, not_contains, regex, starts_with, ends_with, exists, not_exists")]
    [InlineData("{field: total_cost, operator: contains, value: \"1\"}",
        "operator: Invalid value: \"contains\": must not look into text: total_cost is a number; it has equals, not_equals, gt, lt, gte, lte, exists, not_exists")]
    [InlineData("{field: total_cost, operator: gt, value: much}", "value: Invalid value: \"much\": must be a number in quotes: total_cost is one")]
    [InlineData("{field: total_tokens, operator: equals, value: many}", "value: Invalid value: \"many\": must be a number in quotes: total_tokens is one")]
    [InlineData("{field: total_cost, operator: gt, value: 0.1}", "value: Invalid value: must be of type string, not number; put it in quotes if text is meant")]
    [InlineData("{field: model, operator: regex, value: \"(\"}",
        "value: Invalid value: \"(\": must be a regular expression of .NET's linear-time engine (NonBacktracking)")]
    [InlineData("{field: model, operator: regex, value: '(a)\\1'}",
        "value: Invalid value: \"(a)\\1\": must be a regular expression of .NET's linear-time engine (NonBacktracking): without backreferences, look-around and atomic groups, and with small counts of repetition")]
    [InlineData("{field: prompt, operator: exists}",
        "field: Unsupported value: \"prompt\": supported values: \"model\", \"provider\", \"session_id\", \"user_id\", \"api_key_name\", \"finish_reason\", \"input\", \"output\", \"total_cost\", \"total_tokens\", \"prompt_tokens\", \"completion_tokens\"")]
    [InlineData("{field: model, operator: like, value: x}",
        "operator: Unsupported value: \"like\": supported values: \"equals\", \"not_equals\", \"contains\", \"not_contains\", \"regex\", \"starts_with\", \"ends_with\", \"gt\", \"lt\", \"gte\", \"lte\", \"exists\", \"not_exists\"")]
    [InlineData("{field: input, operator: exists}",
        "field: Invalid value: \"input\": must not be content where contentMode is None: the destination may not hold it, so no rule can look at it; use contentMode: Full, or another field")]
    public void Each_rule_of_a_filter_too(string rule, string expected) =>
        Assert.Equal(
            [$"{Prefix}spec.filterRules.groups[0].rules[0].{expected}"],
            Manifests.Problems($"{Manifests.Destination}\n  filterRules: {{groups: [{{rules: [{rule}]}}]}}"));

    [Theory]
    [InlineData("None", false)]
    [InlineData("Reference", false)]
    [InlineData("Full", true)]
    public void Rules_on_content_need_a_destination_that_may_hold_it(string mode, bool valid)
    {
        var problems = Manifests.Problems(
            $"{Manifests.Destination}\n  contentMode: {mode}\n  filterRules: {{groups: [{{rules: [{{field: output, operator: contains, value: x}}]}}]}}");

        Assert.Equal(valid, problems.Length == 0);
    }

    [Theory]
    [InlineData("samplingRate: 0", "spec.samplingRate: Invalid value: 0: must be at least 0.0001")]
    [InlineData("samplingRate: 1.5", "spec.samplingRate: Invalid value: 1.5: must be at most 1")]
    [InlineData("apiKeyHashes: []", "spec.apiKeyHashes: Invalid value: []: must name at least one key's hash; leave the list out for all keys")]
    [InlineData("apiKeyHashes: [sk-hidden]", "spec.apiKeyHashes[0]: Invalid value: must be the SHA-256 of a key in lowercase hex")]
    [InlineData("regions: []", "spec.regions: Invalid value: []: must have at least 1 item")]
    [InlineData("regions: [eu]", "spec.regions[0]: Unsupported value: \"eu\": supported values: \"global\", \"europe\", \"us\"")]
    [InlineData("filterRules: {groups: [{rules: []}]}", "spec.filterRules.groups[0].rules: Invalid value: []: must have at least 1 item")]
    [InlineData("filterRules: {groups: [{logic: xor, rules: [{field: model, operator: exists}]}]}",
        "spec.filterRules.groups[0].logic: Unsupported value: \"xor\": supported values: \"and\", \"or\"")]
    [InlineData("location: Europe",
        "spec.location: Invalid value: \"Europe\": must be where the destination is: us.cloud.langfuse.com, the default of baseUrl, lies in the US; declare location: Us, or name another baseUrl")]
    public void Each_rule_about_which_traces_are_sent_too(string line, string expected) =>
        Assert.Equal([Prefix + expected], Manifests.Problems($"{Manifests.Destination}\n  {line}"));

    [Theory]
    [InlineData("https://us.cloud.langfuse.com", "Europe", "us.cloud.langfuse.com lies in the US; declare location: Us, or name another baseUrl")]
    [InlineData("https://cloud.langfuse.com", "Us", "cloud.langfuse.com lies in Europe; declare location: Europe, or name another baseUrl")]
    [InlineData("https://jp.cloud.langfuse.com", "Europe", "jp.cloud.langfuse.com lies neither in Europe nor in the US; declare location: Global, or name another baseUrl")]
    [InlineData("https://cloud.langfuse.com", "Europe", null)]
    [InlineData("https://langfuse.internal", "Europe", null)]
    [InlineData("https://cloud.langfuse.com", "Global", null)]
    public void A_known_host_must_lie_where_the_destination_is_declared_to(string url, string location, string? expected)
    {
        var problems = Manifests.Problems(
            Manifests.Destination.Replace("publicKey: pk-lf-1", $"publicKey: pk, baseUrl: \"{url}\"", StringComparison.Ordinal) + $"\n  location: {location}");

        Assert.Equal(expected is null ? [] : [$"{Prefix}spec.location: Invalid value: \"{location}\": must be where the destination is: {expected}"], problems);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_destination_of_every_type_with_its_required_fields_is_valid(string name)
    {
        var type = DestinationTypes.Find(name)!;
        var config = type.Fields.Where(field => field.Required && !field.Secret).ToDictionary(field => field.Name, Example);
        var secrets = type.Fields.Where(field => field.Required && field.Secret).Select(field => new { field = field.Name, name = "s", key = "k" });

        Assert.Empty(Manifests.Problems(JsonSerializer.Serialize(new
        {
            apiVersion = "k8srouter.io/v1alpha1",
            kind = "ObservabilityDestination",
            metadata = new { name = "x", @namespace = "team-a" },
            spec = new { type = name, config, secretConfig = secrets },
        })));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void No_secret_of_any_type_is_taken_in_the_open_or_repeated(string name)
    {
        foreach (var secret in DestinationTypes.Find(name)!.Fields.Where(field => field.Secret))
        {
            var problems = Manifests.Problems($$"""
                apiVersion: k8srouter.io/v1alpha1
                kind: ObservabilityDestination
                metadata: {name: x, namespace: team-a}
                spec: {type: {{name}}, config: { {{secret.Name}}: hidden } }
                """);

            Assert.Contains(problems, problem => problem.Contains($"spec.config.{secret.Name}: Forbidden: is secret", StringComparison.Ordinal));
            Assert.DoesNotContain(problems, problem => problem.Contains("hidden", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_schema_names_the_types_of_the_table() =>
        Assert.Equal(DestinationTypes.All.Select(type => type.Name), new SchemaBuilder(null).Build(typeof(ObservabilityDestinationSpec)).Property("type")!.Enum);

    [Fact]
    public void It_names_the_fields_and_operators_that_sidecars_know()
    {
        var rule = new SchemaBuilder(null).Build(typeof(FilterRule));

        Assert.Equal(FilterFields.All, rule.Property("field")!.Enum);
        Assert.Equal(FilterOperators.All, rule.Property("operator")!.Enum);
        Assert.Equal((12, 13), (FilterFields.All.Count, FilterOperators.All.Count));
    }

    private static string Example(DestinationField field) => field.Name switch
    {
        "dsn" => "https://public@o1.ingest.sentry.io/42",
        _ when field.Url => "https://x.example",
        _ => "x",
    };
}

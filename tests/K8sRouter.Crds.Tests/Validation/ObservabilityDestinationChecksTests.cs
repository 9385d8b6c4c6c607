using System.Text.Json;
using K8sRouter.Core.Destinations;
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
        "spec.config.headers: Forbidden: headers may hold credentials: put each in a Secret and name it in secretConfig with field: headers.NAME")]
    [InlineData("publicKey: pk-lf-1", "publicKey: pk, baseURL: \"https://x.example\"", "unknown field \"spec.config.baseURL\" (did you mean \"baseUrl\"?)")]
    [InlineData("publicKey: pk-lf-1", "publicKey: pk, baseUrl: \"http://x.example\"",
        "spec.config.baseUrl: Invalid value: \"http://x.example\": must start with https:// (or http:// where allowPlaintext is true)")]
    [InlineData("publicKey: pk-lf-1", "publicKey: pk, baseUrl: \"https://u:hidden@x.example\"",
        "spec.config.baseUrl: Invalid value: must not hold a user or password: credentials come from Secrets")]
    [InlineData("publicKey: pk-lf-1", "", "spec.config.publicKey: Required value: Langfuse needs it: Public key of the project.")]
    [InlineData("publicKey: pk-lf-1", "publicKey: 12",
        "spec.config[publicKey]: Invalid value: must be of type string, not integer; put it in quotes if text is meant")]
    [InlineData("field: secretKey", "field: headers.X-Scope", "spec.secretConfig: Required value: Langfuse needs an entry with field: secretKey")]
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
    [InlineData("{field: model, operator: equals}", "value: Required value: equals compares with it")]
    [InlineData("{field: model, operator: exists, value: x}", "value: Forbidden: exists compares with nothing")]
    [InlineData("{field: model, operator: gt, value: \"1\"}", "operator: Invalid value: \"gt\": must not compare numbers: model is text")]
    [InlineData("{field: total_cost, operator: gt, value: much}", "value: Invalid value: \"much\": must be a number in quotes")]
    [InlineData("{field: model, operator: regex, value: \"(\"}", "value: Invalid value: \"(\": must be a regular expression")]
    [InlineData("{field: model, operator: regex, value: '(a)\\1'}",
        "value: Invalid value: \"(a)\\1\": must be a regular expression without backreferences and look-around, so that it always ends in good time")]
    public void Each_rule_of_a_filter_too(string rule, string expected) =>
        Assert.Equal(
            [$"{Prefix}spec.filterRules.groups[0].rules[0].{expected}"],
            Manifests.Problems($"{Manifests.Destination}\n  filterRules: {{groups: [{{rules: [{rule}]}}]}}"));

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

    private static string Example(DestinationField field) => field.Name switch
    {
        "dsn" => "https://public@o1.ingest.sentry.io/42",
        _ when field.Url => "https://x.example",
        _ => "x",
    };
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sRouter.Crds.Generation;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Schema;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Tests.Generation;

/// <summary>
/// The rules for the API server. The suite crds-current has a server try some; what is held here is the form of all, and that the
/// validator, which is what older servers have, refuses in the same words a sample that breaks the rule.
/// </summary>
public sealed partial class ValidationRuleTests
{
    private const string Upstream = "upstreams: [{apis: [chat], protocol: OpenAI, baseUrl: https://a.example/v1}]";
    private const string Model = "models: [{name: a/m}]";
    private const string Langfuse = "type: langfuse\nsecretConfig: [{field: secretKey, name: a, key: k}]";
    private const string Gcs = "store: {gcs: {bucket: abc}}";

    /// <summary>Words of a rule besides fields: macros, functions and literals that every server with rules knows.</summary>
    private static readonly HashSet<string> Known =
    [
        "self", "oldSelf", "has", "all", "exists_one", "in", "size", "startsWith", "contains", "matches", "double", "true", "false",
    ];

    /// <summary>A sample that breaks the rule, and one that keeps it, by message.</summary>
    private static readonly Dictionary<string, (string Kind, string Bad, string Good)> Samples = new()
    {
        [RuleMessages.HeaderMissing] = Provider("auth: {scheme: Header}", "auth: {scheme: Header, header: api-key}"),
        [RuleMessages.HeaderSurplus] = Provider("auth: {scheme: Bearer, header: api-key}", "auth: {scheme: Bearer}"),
        [RuleMessages.CredentialMissing] = Provider(
            "auth: {deliverTo: {namespaceSelector: {}}}",
            "auth: {deliverTo: {namespaceSelector: {}}, credential: {name: a, key: k}}"),
        [RuleMessages.SelectorValuesMissing] = Selector("{key: team, operator: In}", "{key: team, operator: In, values: [a]}"),
        [RuleMessages.SelectorValuesSurplus] = Selector("{key: team, operator: Exists, values: [a]}", "{key: team, operator: Exists}"),
        [RuleMessages.ForeignApi] = Upstreams(
            "[{apis: [chat, messages], protocol: OpenAI, baseUrl: https://a.example}]",
            "[{apis: [messages], protocol: Anthropic, baseUrl: https://a.example}]"),
        [RuleMessages.ApiTwice] = Upstreams(
            "[{apis: [chat], protocol: OpenAI, baseUrl: https://a.example}, {apis: [chat], protocol: OpenAI, baseUrl: https://b.example}]",
            "[{apis: [chat], protocol: OpenAI, baseUrl: https://a.example}, {apis: [embeddings], protocol: OpenAI, baseUrl: https://b.example}]"),
        [RuleMessages.Plaintext] = Upstreams(
            "[{apis: [chat], protocol: OpenAI, baseUrl: http://a.example}]",
            "[{apis: [chat], protocol: OpenAI, baseUrl: http://a.example, allowPlaintext: true}]"),
        [RuleMessages.VerificationMissing] = Provider(
            "dataPolicy: {maxAgeDays: 30}", "dataPolicy: {maxAgeDays: 30, verifiedAt: \"2026-08-15\"}"),
        [RuleMessages.PromiseMissing] = Provider(
            "dataPolicy: {confirmed: true, training: false}", "dataPolicy: {confirmed: true, training: false, publication: false}"),
        [RuleMessages.RoutingSuffix] = ("ModelProvider", $"{Upstream}\nmodels: [{{name: \"a/m:free\"}}]", $"{Upstream}\nmodels: [{{name: \"a/m:x\"}}]"),
        [RuleMessages.RequiredButOff] = Policy(
            "inputOutputLogging: {required: true, enabled: false}", "inputOutputLogging: {required: true, enabled: true}"),
        [RuleMessages.OutsideEurope] = Policy(
            "inputOutputLogging: {europeStore: {location: Us, gcs: {bucket: abc}}}",
            "inputOutputLogging: {europeStore: {location: Europe, gcs: {bucket: abc}}}"),
        [RuleMessages.MoreThanAll] = Policy("dataUse: {discount: \"1.5\"}", "dataUse: {discount: \"1\"}"),
        [RuleMessages.GoogleBucket] = Policy("store: {gcs: {bucket: my-google-logs}}", Gcs),
        [RuleMessages.AddressBucket] = Policy("store: {gcs: {bucket: 10.0.0.1}}", Gcs),
        [RuleMessages.DotParts] = Policy("store: {gcs: {bucket: abc, prefix: a/../b}}", "store: {gcs: {bucket: abc, prefix: a/.b/c}}"),
        [RuleMessages.PartitionPart] = Policy("store: {gcs: {bucket: abc, prefix: a=b}}", Gcs),
        [RuleMessages.HeadersInConfig] = Destination("config: {publicKey: pk, headers.X-Team: a}", "config: {publicKey: pk}"),
        [RuleMessages.FilterValueMissing] = Filter("{field: model, operator: equals}", "{field: model, operator: equals, value: a}"),
        [RuleMessages.FilterValueSurplus] = Filter("{field: model, operator: exists, value: a}", "{field: model, operator: exists}"),
    };

    public static TheoryData<string> Messages => [.. Rules().Select(rule => rule.Message).Distinct()];

    [Theory]
    [MemberData(nameof(Messages))]
    public void The_validator_refuses_what_a_rule_refuses_in_the_same_words(string message)
    {
        // What was stored is known to the API server and the webhook alone.
        if (message == RuleMessages.TypeChanges)
            return;
        var (kind, bad, good) = Samples[message];

        Assert.Contains(Errors(kind, bad), problem => problem.EndsWith(message, StringComparison.Ordinal)
            || problem.Contains(message + ";", StringComparison.Ordinal));
        Assert.Empty(Errors(kind, good));
    }

    [Fact]
    public void Every_rule_is_balanced_and_uses_words_that_every_server_with_rules_knows()
    {
        Assert.All(Rules(), rule =>
        {
            var plain = Quoted().Replace(rule.Rule, "''");
            Assert.Equal(plain.Count(c => c == '('), plain.Count(c => c == ')'));
            Assert.Equal(plain.Count(c => c == '['), plain.Count(c => c == ']'));
            Assert.Equal(0, rule.Rule.Count(c => c == '\'') % 2);
            // A backslash means one thing to YAML, another to the expression and a third to the pattern in it.
            Assert.DoesNotContain('\\', rule.Rule);
            var variables = Variable().Matches(plain).Select(match => match.Groups[1].Value).ToHashSet();
            var unknown = Word().Matches(plain).Select(match => match.Value)
                .Where(word => !Known.Contains(word) && !variables.Contains(word));
            Assert.Empty(unknown);
        });
    }

    [Fact]
    public void Every_field_that_a_rule_names_stands_in_its_schema_and_is_looked_into_only_where_it_is_there()
    {
        Assert.All(Rules(), rule =>
        {
            foreach (Match field in SelfField().Matches(Quoted().Replace(rule.Rule, "''")))
            {
                var schema = rule.Schema["properties"]?[field.Groups[1].Value];
                Assert.True(schema is not null, $"{rule.Rule}: {field.Groups[1].Value} isn't there");
                // A null is taken for absent: seen on a current server.
                var isAlwaysThere = schema!["default"] is not null
                    || rule.Schema["required"]?.AsArray().Any(name => (string?)name == field.Groups[1].Value) == true;
                Assert.True(isAlwaysThere || rule.Rule.Contains($"has({field.Value})", StringComparison.Ordinal),
                    $"{rule.Rule}: {field.Value} may be absent, which is an error in an expression");
            }
        });
    }

    [Fact]
    public void Every_message_begins_with_must_and_fits_into_a_line()
    {
        Assert.All(Rules(), rule => Assert.StartsWith("must ", rule.Message, StringComparison.Ordinal));
        Assert.All(Rules(), rule => Assert.DoesNotContain('\n', rule.Message));
    }

    [Fact]
    public void No_list_on_the_way_to_a_rule_is_so_long_that_the_server_would_refuse_its_cost()
    {
        // A rule may cost ten million units in the worst case; each of ours costs at most a few thousand a time.
        Assert.All(Rules(), rule => Assert.InRange(rule.Times, 1, 1024));
    }

    [Fact]
    public void Older_servers_get_the_same_schemas_without_rules_and_nullable_objects()
    {
        foreach (var (with, without) in Generated(true).Zip(Generated(false)))
        {
            Assert.Contains("x-kubernetes-validations", with.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("x-kubernetes-validations", without.ToJsonString(), StringComparison.Ordinal);
            Strip(with);
            Assert.True(JsonNode.DeepEquals(with, without));
        }
    }

    private static (string, string, string) Provider(string bad, string good) =>
        ("ModelProvider", $"{Upstream}\n{Model}\n{bad}", $"{Upstream}\n{Model}\n{good}");

    private static (string, string, string) Upstreams(string bad, string good) =>
        ("ModelProvider", $"upstreams: {bad}\n{Model}", $"upstreams: {good}\n{Model}");

    private static (string, string, string) Selector(string bad, string good)
    {
        static string Auth(string requirement) =>
            $"auth: {{credential: {{name: a, key: k}}, deliverTo: {{namespaceSelector: {{matchExpressions: [{requirement}]}}}}}}";
        return Provider(Auth(bad), Auth(good));
    }

    private static (string, string, string) Policy(string bad, string good) => ("WorkspacePrivacyPolicy", bad, good);

    private static (string, string, string) Destination(string bad, string good) =>
        ("ObservabilityDestination", $"{Langfuse}\n{bad}", $"{Langfuse}\n{good}");

    private static (string, string, string) Filter(string bad, string good)
    {
        static string Rules(string rule) => $"config: {{publicKey: pk}}\nfilterRules: {{groups: [{{rules: [{rule}]}}]}}";
        return Destination(Rules(bad), Rules(good));
    }

    private static List<string> Errors(string kind, string spec)
    {
        var name = kind == "WorkspacePrivacyPolicy" ? "default" : "sample";
        var body = string.Join('\n', spec.Split('\n').Select(line => "  " + line));
        var text = $"apiVersion: k8srouter.io/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n{body}\n";
        return [.. Manifests.All(text).Where(problem => problem.Severity == ProblemSeverity.Error).Select(problem => problem.Message)];
    }

    private sealed record Placed(string Rule, string Message, JsonNode Schema, long Times);

    private static List<Placed> Rules()
    {
        var found = new List<Placed>();
        foreach (var definition in Generated(true))
            Find(definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!, 1, found);
        return found;
    }

    private static void Find(JsonNode schema, long times, List<Placed> found)
    {
        foreach (var rule in schema["x-kubernetes-validations"]?.AsArray() ?? [])
            found.Add(new Placed((string)rule!["rule"]!, (string)rule["message"]!, schema, times));
        if (schema["items"] is { } items)
            Find(items, times * (long)schema["maxItems"]!, found);
        if (schema["additionalProperties"] is { } values)
            Find(values, times * (long)schema["maxProperties"]!, found);
        foreach (var (_, field) in schema["properties"]?.AsObject() ?? [])
            Find(field!, times, found);
    }

    private static void Strip(JsonNode node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list.OfType<JsonNode>())
                Strip(item);
        }
        if (node is not JsonObject fields)
            return;
        fields.Remove("x-kubernetes-validations");
        // kubectl of those servers explains nothing below a nullable object.
        if (fields["type"] is JsonValue type && type.GetValueKind() == System.Text.Json.JsonValueKind.String && (string?)type == "object")
            fields.Remove("nullable");
        foreach (var (_, field) in fields.Where(pair => pair.Value is not null))
            Strip(field!);
    }

    private static IEnumerable<JsonNode> Generated(bool withRules) =>
        CustomResourceDefinitionGenerator.Generate(withRules).Select(manifest =>
            new YamlToJson(new SourceLines()).Convert(new YamlFile(manifest.Content).Documents().Single(), FieldPath.Root)!);

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?:all|exists_one)\((\w+),")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*|(?<=\.)[A-Za-z_]\w*(?=\()")]
    private static partial Regex Word();

    [GeneratedRegex(@"\bself\.(\w+)(?!\w*\()")]
    private static partial Regex SelfField();
}

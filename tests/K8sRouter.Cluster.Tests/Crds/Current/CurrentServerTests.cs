using System.Text.Json.Nodes;
using K8sRouter.Crds.Reading;

namespace K8sRouter.Cluster.Tests.Crds.Current;

[Collection(CurrentCollection.Name)]
[Trait(CurrentCollection.Trait, CurrentCollection.Name)]
public sealed class CurrentServerTests(CurrentServer server)
{
    private const string Upstream = "upstreams: [{apis: [chat], protocol: OpenAI, baseUrl: \"https://a.example\"}], models: [{name: a/b}]";

    private static readonly Dictionary<string, string> Plurals = new()
    {
        ["ModelProvider"] = "modelproviders",
        ["WorkspacePrivacyPolicy"] = "workspaceprivacypolicies",
        ["ObservabilityDestination"] = "observabilitydestinations",
    };

    public static TheoryData<string> Definitions =>
        [.. Directory.EnumerateFiles(Repository.File("crds", "manifests"), "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    public static TheoryData<string> Examples =>
        [.. Directory.EnumerateFiles(Repository.File("examples"), "*.yaml", SearchOption.AllDirectories)
            .Where(file => Ours(file).Any()).Select(file => Path.GetRelativePath(Repository.Root, file)).Order()];

    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task Every_definition_is_served_with_all_its_rules_compiled(string file)
    {
        var definition = await server.DefinitionAsync(CurrentServer.NameOf(file));

        var conditions = definition["status"]!["conditions"]!.AsArray()
            .ToDictionary(condition => (string)condition!["type"]!, condition => (string)condition!["status"]!);
        Assert.Equal("True", conditions["Established"]);
        Assert.DoesNotContain("NonStructuralSchema", conditions.Keys);
        // It refuses a definition whose rules it can't compile, or finds too costly.
        string shipped = await File.ReadAllTextAsync(Repository.File("crds", "manifests", file));
        Assert.Equal(Count(shipped, "- rule: "), Count(definition["spec"]!.ToJsonString(), "\"rule\":\""));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_example_is_accepted_by_strict_server_side_apply_and_settles(string file)
    {
        foreach (var resource in Ours(Repository.File(file)))
        {
            string path = PathOf(resource.Kind, resource.Name, resource.Namespace);
            string manifest = resource.Raw.ToJsonString();
            await server.ApplyAsync(path, manifest);
            // The first change of an object stores the initial conditions with it, which until then are only shown.
            string? version = Version(await server.ApplyAsync(path, manifest));

            Assert.Equal(version, Version(await server.ApplyAsync(path, manifest)));
        }
    }

    [Theory]
    [InlineData("WorkspacePrivacyPolicy", "{inputOutputLogging: {required: true, enabled: false}}",
        "spec.inputOutputLogging: Invalid value: must not be required where enabled is false: every call would be refused")]
    [InlineData("WorkspacePrivacyPolicy", "{inputOutputLogging: {europeStore: {location: Us, gcs: {bucket: abc}}}}",
        "spec.inputOutputLogging.europeStore: Invalid value: must be declared to lie in Europe")]
    [InlineData("WorkspacePrivacyPolicy", "{dataUse: {enabled: true, discount: \"1.5\"}}", "spec.dataUse.discount: Invalid value: \"1.5\": must ")]
    [InlineData("ModelProvider", $"{{{Upstream}, auth: {{scheme: Bearer, deliverTo: {{namespaceSelector: {{}}}}}}}}",
        "spec.auth: Invalid value: must name the credential that deliverTo delivers")]
    [InlineData("ModelProvider", $"{{{Upstream}, dataPolicy: {{maxAgeDays: 30}}}}", "spec.dataPolicy: Invalid value: must ")]
    [InlineData("ObservabilityDestination", "{type: webhook, config: {url: \"https://a.example\", headers.X: a}}", "spec.config: Invalid value: must ")]
    public async Task A_rule_refuses_in_its_own_words(string kind, string spec, string words) =>
        Assert.Contains(words, await RefusalAsync(kind, spec), StringComparison.Ordinal);

    [Fact]
    public async Task The_type_of_a_destination_never_changes()
    {
        await ApplyAsync("ObservabilityDestination", "typed", "{type: webhook, config: {url: \"https://a.example\"}}");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => ApplyAsync("ObservabilityDestination", "typed", "{type: langfuse, config: {publicKey: pk}}"));
        Assert.Contains("spec.type: Invalid value", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_field_is_refused_by_its_name() =>
        Assert.Contains("regoin", await RefusalAsync("WorkspacePrivacyPolicy", "{regoin: Global}"), StringComparison.Ordinal);

    /// <summary>The server leaves null of an object whose last field is applied away.</summary>
    [Theory]
    [InlineData("{retention: {maxDays: 7}}", "{}", "{}")]
    [InlineData("{retention: {maxDays: 7}, region: Europe}", "{}", "{}")]
    [InlineData("{retention: {maxDays: 7}}", "null", "{}")]
    [InlineData("{retention: {maxDays: 7}}", "{retention: {}}", "{\"retention\":null}")]
    [InlineData("{retention: {maxDays: 7}, region: Europe}", "{retention: {}, region: Europe}", "{\"region\":\"Europe\",\"retention\":null}")]
    [InlineData("{retention: {maxDays: 7}, region: Europe}", "{retention: null, region: Europe}", "{\"region\":\"Europe\",\"retention\":null}")]
    [InlineData("{retention: {maxDays: 7}, region: Europe}", "{region: Europe}", "{\"region\":\"Europe\"}")]
    [InlineData("{inputOutputLogging: {store: {location: Us, gcs: {bucket: abc}}, enabled: true}}", "{inputOutputLogging: {store: {}, enabled: true}}",
        "{\"inputOutputLogging\":{\"enabled\":true,\"store\":null}}")]
    [InlineData("{providers: {ignore: [a]}}", "{providers: {ignore: []}}", "{}")]
    [InlineData("{providers: {ignore: [a]}}", "{providers: {}}", "{\"providers\":null}")]
    public async Task A_policy_is_applied_from_fields_to_fewer_and_to_none(string before, string after, string stored)
    {
        string ns = NewNamespace();
        await ApplyAsync("WorkspacePrivacyPolicy", "default", before, ns);

        var policy = await ApplyAsync("WorkspacePrivacyPolicy", "default", after, ns);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(stored), policy["spec"]), policy["spec"]!.ToJsonString());
    }

    /// <summary>An allow list that vanished would allow all.</summary>
    [Theory]
    [InlineData("{providers: {allow: [a]}}", "{providers: {allow: []}}", "spec.providers.allow: Invalid value")]
    [InlineData("{providers: {allow: [a], ignore: [b]}}", "{providers: {allow: [], ignore: [b]}}", "spec.providers.allow: Invalid value")]
    [InlineData("{models: {allow: [a/*]}}", "{models: {allow: []}}", "spec.models.allow: Invalid value")]
    public async Task A_list_that_must_not_be_empty_is_not_emptied_by_an_apply(string before, string after, string words)
    {
        string ns = NewNamespace();
        await ApplyAsync("WorkspacePrivacyPolicy", "default", before, ns);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => ApplyAsync("WorkspacePrivacyPolicy", "default", after, ns));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ModelProvider", "Name Training Retention ZDR Region Models Ready Reason Age")]
    [InlineData("WorkspacePrivacyPolicy", "Name Allowed Excluded Logging Sidecars Injection Ready Reason Revision Age")]
    [InlineData("ObservabilityDestination", "Name Type Enabled Sampling Content ZDR Ready Reason Age")]
    public async Task A_list_is_shown_in_the_columns_of_the_design(string kind, string columns)
    {
        string spec = kind switch
        {
            "ModelProvider" => $"{{{Upstream}}}",
            "WorkspacePrivacyPolicy" => "{}",
            _ => "{type: webhook, config: {url: \"https://a.example\"}}",
        };
        await ApplyAsync(kind, kind == "WorkspacePrivacyPolicy" ? "default" : "shown", spec, NewNamespace());

        var table = await server.GetAsync($"apis/k8srouter.io/v1alpha1/{Plurals[kind]}", "application/json;as=Table;v=v1;g=meta.k8s.io");

        var names = table["columnDefinitions"]!.AsArray().Select(column => (string)column!["name"]!).ToList();
        Assert.Equal(columns, string.Join(' ', names));
        Assert.All(table["rows"]!.AsArray(), row => Assert.Equal("Unknown", (string?)row!["cells"]![names.IndexOf("Ready")]));
        Assert.NotEmpty(table["rows"]!.AsArray());
    }

    private static IEnumerable<LoadedResource> Ours(string file) =>
        ResourceReader.Read(file, File.ReadAllText(file)).Resources.Where(resource => Plurals.ContainsKey(resource.Kind));

    private static int Count(string text, string word) => text.Split(word).Length - 1;

    private static string? Version(JsonNode entity) => (string?)entity["metadata"]!["resourceVersion"];

    private static string NewNamespace() => $"team-{Guid.NewGuid().ToString("N")[..10]}";

    private static string PathOf(string kind, string name, string? ns) =>
        $"apis/k8srouter.io/v1alpha1/{(kind == "ModelProvider" ? "" : $"namespaces/{ns}/")}{Plurals[kind]}/{name}";

    private async Task<string> RefusalAsync(string kind, string spec) => (await Assert.ThrowsAsync<InvalidOperationException>(
        () => ApplyAsync(kind, kind == "WorkspacePrivacyPolicy" ? "default" : "refused", spec, NewNamespace()))).Message;

    private Task<JsonNode> ApplyAsync(string kind, string name, string spec, string ns = "team") => server.ApplyAsync(
        PathOf(kind, name, ns),
        $$"""
        apiVersion: k8srouter.io/v1alpha1
        kind: {{kind}}
        metadata: {name: {{name}}{{(kind == "ModelProvider" ? "" : $", namespace: {ns}")}}}
        spec: {{spec}}
        """);
}

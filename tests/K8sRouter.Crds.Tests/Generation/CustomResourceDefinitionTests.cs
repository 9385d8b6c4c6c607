using System.Text.Json.Nodes;
using K8sRouter.Crds.Generation;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Tests.Generation;

public sealed class CustomResourceDefinitionTests
{
    public static TheoryData<string> Files => [.. CustomResourceDefinitionGenerator.Generate(withRules: true).Select(manifest => manifest.FileName)];

    public static TheoryData<string, bool> Manifests
    {
        get
        {
            var both = new TheoryData<string, bool>();
            foreach (var file in CustomResourceDefinitionGenerator.Generate(withRules: true).Select(manifest => manifest.FileName))
            {
                both.Add(file, true);
                both.Add(file, false);
            }
            return both;
        }
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void The_manifest_in_the_repository_is_what_the_records_say(string fileName, bool withRules)
    {
        var file = Path.Combine(Folder(withRules), fileName);
        var generated = CustomResourceDefinitionGenerator.Generate(withRules).Single(manifest => manifest.FileName == fileName).Content;
        if (Repository.UpdateGolden)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, generated);
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file) == generated,
            $"{file} differs from the records. Run the tests with UPDATE_GOLDEN=1 and review the diff.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_folder_holds_no_manifest_of_a_kind_that_is_gone(bool withRules)
    {
        var files = Directory.EnumerateFiles(Folder(withRules), "*.yaml").Select(Path.GetFileName);

        Assert.Equal(CustomResourceDefinitionGenerator.Generate(withRules).Select(manifest => manifest.FileName).Order(), files.Order());
    }

    [Fact]
    public void The_manifests_are_written_to_a_folder_that_is_made_for_them()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "crds");
        try
        {
            var written = CustomResourceDefinitionGenerator.WriteTo(folder, withRules: true);

            Assert.Equal(Directory.EnumerateFiles(folder).Order(), written.Order());
            Assert.All(CustomResourceDefinitionGenerator.Generate(withRules: true), manifest =>
                Assert.Equal(manifest.Content, File.ReadAllText(Path.Combine(folder, manifest.FileName))));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_string_list_and_map_is_bounded_and_described(string fileName)
    {
        var loose = new List<string>();
        foreach (var part in new[] { "spec", "status" })
            FindLoose(Schema(fileName)["properties"]![part]!, part, loose);

        Assert.Empty(loose);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_schema_is_structural_for_the_API_server(string fileName)
    {
        var broken = new List<string>();
        FindUnstructured(Schema(fileName), "", broken);

        Assert.Empty(broken);
    }

    [Fact]
    public void No_field_of_a_policy_has_a_default()
    {
        var spec = Schema("k8srouter.io_workspaceprivacypolicies.yaml")["properties"]!["spec"]!;

        Assert.DoesNotContain("\"default\":", spec["properties"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k8srouter.io_workspaceprivacypolicies.yaml", "{}")]
    [InlineData("k8srouter.io_modelproviders.yaml", null)]
    [InlineData("k8srouter.io_observabilitydestinations.yaml", null)]
    public void A_spec_that_may_be_empty_is_so_where_server_side_apply_leaves_null(string fileName, string? expected) =>
        Assert.Equal(expected, Schema(fileName)["properties"]!["spec"]!["default"]?.ToJsonString());

    [Fact]
    public void An_object_that_says_nothing_when_it_is_empty_may_be_null_and_one_with_a_default_in_it_may_not()
    {
        var policy = Schema("k8srouter.io_workspaceprivacypolicies.yaml")["properties"]!["spec"]!["properties"]!;
        Assert.All(
            policy.AsObject().Where(field => (string?)field.Value!["type"] == "object"), field => Assert.True((bool?)field.Value!["nullable"], field.Key));

        // Without a scheme it is a bearer's, and without the object no key is asked for.
        Assert.Null(Schema("k8srouter.io_modelproviders.yaml")["properties"]!["spec"]!["properties"]!["auth"]!["nullable"]);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void An_optional_list_that_may_not_be_empty_is_atomic_since_the_last_item_of_a_set_takes_the_list_along(string fileName)
    {
        var lost = new List<string>();
        FindLosable(Schema(fileName)["properties"]!["spec"]!, "spec", lost);

        Assert.Empty(lost);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void No_item_of_a_list_has_a_default_which_tools_that_compare_lists_would_take_for_a_change(string fileName)
    {
        var changed = new List<string>();
        FindDefaultsInLists(Schema(fileName)["properties"]!["spec"]!, "spec", inList: false, changed);

        Assert.Empty(changed);
    }

    [Fact]
    public void Facts_about_prompts_have_no_default_either()
    {
        var policy = Schema("k8srouter.io_modelproviders.yaml")["properties"]!["spec"]!["properties"]!["dataPolicy"]!;

        Assert.DoesNotContain("\"default\":", policy.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k8srouter.io_modelproviders.yaml", "Cluster", "mp", "Training Retention ZDR Region Models Ready Age")]
    [InlineData("k8srouter.io_workspaceprivacypolicies.yaml", "Namespaced", "wpp", "Allowed Excluded Logging Sidecars Injection Ready Age")]
    [InlineData("k8srouter.io_observabilitydestinations.yaml", "Namespaced", "od", "Type Enabled Sampling Content ZDR Ready Age")]
    public void Kubectl_gets_short_names_and_the_columns_of_the_design(string fileName, string scope, string shortName, string columns)
    {
        var spec = Definition(fileName)["spec"]!;
        var shown = spec["versions"]![0]!["additionalPrinterColumns"]!.AsArray().Where(column => column!["priority"] is null);

        Assert.Equal(scope, (string?)spec["scope"]);
        Assert.Equal(shortName, (string?)spec["names"]!["shortNames"]![0]);
        Assert.Equal("k8srouter", (string?)spec["names"]!["categories"]![0]);
        Assert.Equal(columns, string.Join(' ', shown.Select(column => (string?)column!["name"])));
        Assert.NotNull(spec["versions"]![0]!["subresources"]!["status"]);
    }

    [Fact]
    public void The_API_server_refuses_a_second_policy_in_a_namespace()
    {
        var name = Schema("k8srouter.io_workspaceprivacypolicies.yaml")["properties"]!["metadata"]!["properties"]!["name"]!;

        Assert.Equal("""["default"]""", name["enum"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_new_object_has_every_condition_before_the_operator_sees_it(string fileName)
    {
        var conditions = Schema(fileName)["properties"]!["status"]!["default"]!["conditions"]!.AsArray();

        Assert.Contains("Ready", conditions.Select(condition => (string?)condition!["type"]));
        Assert.All(conditions, condition => Assert.Equal("Unknown", (string?)condition!["status"]));
    }

    [Fact]
    public void Descriptions_come_from_the_docstrings_without_markup()
    {
        var days = Schema("k8srouter.io_modelproviders.yaml")["properties"]!["spec"]!["properties"]!["dataPolicy"]!["properties"]!["retentionDays"]!;

        Assert.Equal(
            "Days that prompts are kept. 0: zero data retention. Absent: not known, treated as without limit. Example: 30.",
            (string?)days["description"]);
    }

    [Fact]
    public void Enumerations_explain_each_of_their_words()
    {
        var region = Schema("k8srouter.io_workspaceprivacypolicies.yaml")["properties"]!["spec"]!["properties"]!["region"]!;

        Assert.Equal("""["Global","Europe","Us"]""", region["enum"]!.ToJsonString());
        Assert.EndsWith(
            "Global: Anywhere. Europe: The European Union and the European Economic Area alone. Us: The United States alone.",
            (string?)region["description"], StringComparison.Ordinal);
    }

    private static string Folder(bool withRules) => withRules
        ? Path.Combine(Repository.Root, "crds", "manifests")
        : Path.Combine(Repository.Root, "operator", "deploy", "overlays", "legacy", "crds");

    private static void FindLosable(JsonNode schema, string path, List<string> found)
    {
        var required = (schema["required"]?.AsArray() ?? []).Select(name => (string?)name).ToHashSet();
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
        {
            if (field!["minItems"] is not null && !required.Contains(name) && (string?)field["x-kubernetes-list-type"] != "atomic")
                found.Add($"{path}.{name}");
            FindLosable(field, $"{path}.{name}", found);
        }
        if (schema["items"] is { } items)
            FindLosable(items, $"{path}[]", found);
    }

    private static void FindLoose(JsonNode schema, string path, List<string> loose)
    {
        if (schema["description"] is null && !path.EndsWith(']'))
            loose.Add($"{path}: no description");
        var bounded = (string?)schema["type"] switch
        {
            "string" => schema["maxLength"] ?? schema["enum"],
            "array" => schema["maxItems"],
            "object" when schema["additionalProperties"] is not null => schema["maxProperties"],
            "integer" => schema["maximum"] ?? schema["minimum"],
            _ => true,
        };
        if (bounded is null)
            loose.Add($"{path}: no bound");
        if (schema["items"] is { } items)
            FindLoose(items, path + "[]", loose);
        if (schema["additionalProperties"] is { } values)
            FindLoose(values, path + "[*]", loose);
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
            FindLoose(field!, $"{path}.{name}", loose);
    }

    private static void FindDefaultsInLists(JsonNode schema, string path, bool inList, List<string> found)
    {
        if (inList && schema["default"] is not null)
            found.Add(path);
        if (schema["items"] is { } items)
            FindDefaultsInLists(items, path + "[]", inList: true, found);
        if (schema["additionalProperties"] is { } values)
            FindDefaultsInLists(values, path + "[*]", inList, found);
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
            FindDefaultsInLists(field!, $"{path}.{name}", inList, found);
    }

    /// <summary>The rules of the API server for structural schemas that ours could break.</summary>
    private static void FindUnstructured(JsonNode schema, string path, List<string> broken)
    {
        if (schema["type"] is null)
            broken.Add($"{path}: no type");
        if (schema["properties"] is not null && schema["additionalProperties"] is not null)
            broken.Add($"{path}: both properties and additionalProperties");
        foreach (var name in schema["required"]?.AsArray() ?? [])
        {
            if (schema["properties"]?[(string)name!] is not { } field)
                broken.Add($"{path}: requires {name}, which it doesn't have");
            else if (field["default"] is not null)
                broken.Add($"{path}: requires {name}, which has a default");
        }
        var items = schema["items"];
        foreach (var key in schema["x-kubernetes-list-map-keys"]?.AsArray() ?? [])
        {
            if (items?["required"]?.AsArray().Any(name => (string?)name == (string?)key) != true)
                broken.Add($"{path}: list key {key} isn't required");
        }
        if ((string?)schema["x-kubernetes-list-type"] == "set" && (string?)items!["type"] is "object" or "array")
            broken.Add($"{path}: a set of something that isn't scalar");
        if (items is not null)
            FindUnstructured(items, path + "[]", broken);
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
            FindUnstructured(field!, $"{path}.{name}", broken);
    }

    private static JsonNode Schema(string fileName) =>
        Definition(fileName)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

    /// <summary>What a YAML reader makes of the written file: the writer's quoting and folding is under test too.</summary>
    private static JsonNode Definition(string fileName)
    {
        var text = CustomResourceDefinitionGenerator.Generate(withRules: true).Single(manifest => manifest.FileName == fileName).Content;
        return new YamlToJson(new SourceLines()).Convert(new YamlFile(text).Documents().Single(), FieldPath.Root)!;
    }
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sRouter.Cluster.Tests.Testbed;

namespace K8sRouter.Cluster.Tests.Crds;

[Collection(ClusterCollection.Name)]
public sealed class DefinitionTests(TestCluster cluster)
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Repository.File("crds", "manifests"), "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_API_server_serves_every_shipped_definition(string file)
    {
        var definition = await ReadAsync(file);

        var conditions = definition["status"]!["conditions"]!.AsArray()
            .ToDictionary(condition => (string)condition!["type"]!, condition => (string)condition!["status"]!);
        Assert.Equal("True", conditions["Established"]);
        Assert.Equal("True", conditions["NamesAccepted"]);
        // It has the condition only where something is wrong.
        Assert.DoesNotContain("NonStructuralSchema", conditions.Keys);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_definition_applied_again_is_unchanged(string file)
    {
        string path = Path.Combine(cluster.Definitions, file);
        var before = await ReadAsync(file);

        var difference = await cluster.KubectlAsync("diff", "-f", path);
        string applied = (await cluster.KubectlAsync("apply", "-f", path)).OrThrow();

        Assert.Equal("", difference.OrThrow());
        Assert.EndsWith(" unchanged", applied.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal((string?)before["metadata"]!["resourceVersion"], (string?)(await ReadAsync(file))["metadata"]!["resourceVersion"]);
    }

    [Theory]
    [InlineData("modelprovider.spec.dataPolicy.retentionDays", "<integer>", "Days that prompts are kept. 0: zero data retention. Absent: not known, treated as without limit. Example: 30.")]
    [InlineData("mp.spec.models.pricing.prompt", "<string>", "US dollars per prompt token.")]
    [InlineData("wpp.spec.region", "<string>", "Europe: The European Union and the European Economic Area alone.")]
    [InlineData("od.spec.secretConfig", "<[]Object>", "secret")]
    public async Task Kubectl_explains_a_field_in_our_words(string field, string type, string words)
    {
        string explained = (await cluster.KubectlAsync("explain", field)).OrThrow();

        // It folds lines to its own width.
        string text = Regex.Replace(explained, @"\s+", " ");
        Assert.Contains(type, text, StringComparison.Ordinal);
        Assert.Contains(words, text, StringComparison.Ordinal);
    }

    private async Task<JsonNode> ReadAsync(string file) =>
        JsonNode.Parse((await cluster.KubectlAsync("get", "-f", Path.Combine(cluster.Definitions, file), "-o", "json")).OrThrow())!;
}

using System.Text.Json.Nodes;
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
        var definition = JsonNode.Parse((await cluster.KubectlAsync(
            "get", "-f", Repository.File("crds", "manifests", file), "-o", "json")).OrThrow())!;

        var conditions = definition["status"]!["conditions"]!.AsArray()
            .ToDictionary(condition => (string)condition!["type"]!, condition => (string)condition!["status"]!);
        Assert.Equal("True", conditions["Established"]);
        Assert.Equal("True", conditions["NamesAccepted"]);
        Assert.NotEqual("True", conditions.GetValueOrDefault("NonStructuralSchema"));
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Crds.Kubernetes;
using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.Reading;

namespace K8sRouter.Crds.Tests.Kubernetes;

public sealed class ResourceJsonTests
{
    public static TheoryData<string> Files => Examples.ExampleTests.Files;

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_read_and_written_again_says_the_same(string file)
    {
        foreach (var resource in ResourceReader.Read(file, File.ReadAllText(Path.Combine(Repository.Root, file))).Resources)
        {
            var type = resource.Resource!.GetType();
            var written = JsonSerializer.Serialize(resource.Resource, type, ResourceJson.Options);
            var again = JsonSerializer.Deserialize(written, type, ResourceJson.Options);

            Assert.Equal(written, JsonSerializer.Serialize(again, type, ResourceJson.Options));
            AssertHolds(resource.Raw, JsonNode.Parse(written)!, resource.Kind);
        }
    }

    [Fact]
    public void Enumerations_are_words_and_absent_fields_are_left_out()
    {
        var json = JsonSerializer.Serialize(Manifests.Typed<ModelProvider>(Manifests.Provider), ResourceJson.Options);

        Assert.Contains("\"protocol\":\"OpenAI\"", json, StringComparison.Ordinal);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
        Assert.DoesNotContain("dataPolicy", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_of_a_newer_version_do_not_stop_an_older_operator()
    {
        var provider = JsonSerializer.Deserialize<ModelProvider>("""
            {"apiVersion":"k8srouter.io/v1alpha1","kind":"ModelProvider","metadata":{"name":"x","managedFields":[]},
             "spec":{"upstreams":[],"models":[],"fromTheFuture":1},"status":{"observedGeneration":3}}
            """, ResourceJson.Options)!;

        Assert.Equal(3, provider.Status!.ObservedGeneration);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"matchLabels":{"team":"a"}}""", true)]
    [InlineData("""{"matchLabels":{"team":"b"}}""", false)]
    [InlineData("""{"matchLabels":{"stage":"a"}}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"team","operator":"In","values":["a","b"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"team","operator":"NotIn","values":["a"]}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"stage","operator":"NotIn","values":["a"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"team","operator":"Exists"}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"team","operator":"DoesNotExist"}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"team","operator":"FromTheFuture"}]}""", false)]
    public void A_selector_selects_by_labels(string selector, bool selected) =>
        Assert.Equal(selected, JsonSerializer.Deserialize<V1LabelSelector>(selector, ResourceJson.Options)!
            .Matches(new Dictionary<string, string> { ["team"] = "a" }));

    /// <summary>Everything that the file says stands in what was written, apart from text that moved into a Secret's data.</summary>
    private static void AssertHolds(JsonNode expected, JsonNode actual, string path)
    {
        if (expected is JsonObject fields)
        {
            foreach (var (name, value) in fields.Where(field => field.Value is not null && field.Key != "stringData"))
                AssertHolds(value!, Assert.IsAssignableFrom<JsonNode>(actual[name]), $"{path}.{name}");
        }
        else if (expected is JsonArray items)
        {
            Assert.Equal(items.Count, actual.AsArray().Count);
            for (var i = 0; i < items.Count; i++)
                AssertHolds(items[i]!, actual[i]!, $"{path}[{i}]");
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(expected, actual), path);
        }
    }
}

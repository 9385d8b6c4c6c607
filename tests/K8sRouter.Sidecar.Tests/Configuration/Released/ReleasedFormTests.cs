using System.Text.Json.Nodes;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Tests.Configuration.Released;

/// <summary>
/// Operator and sidecar are upgraded at different times. Each form of the document that a release wrote is kept here as a file,
/// written by that release for <see cref="RichWorkspace"/>.
/// </summary>
public sealed class ReleasedFormTests : IDisposable
{
    /// <summary>Members that later releases added: a sidecar of an earlier one passes over them.</summary>
    private static readonly string[] Added = ["optionalMembers"];

    private readonly DocumentFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_an_earlier_operator_wrote_means_the_same_to_this_sidecar()
    {
        var first = _folder.Load(First());

        Assert.Null(first.Config.OptionalMembers);
        Assert.True(JsonNode.DeepEquals(First(), WithoutAdded(RouterConfigSerializer.Serialize(first.Config))));
        Assert.Equal(Behaviour.Of(first), Behaviour.Of(_folder.Load(RichWorkspace.CompileForFirst().CanonicalJson)));
    }

    [Fact]
    public void What_this_operator_writes_has_for_an_earlier_sidecar_nothing_but_additions()
    {
        var today = JsonNode.Parse(RichWorkspace.CompileForFirst().CanonicalJson)!.AsObject();

        // An earlier sidecar refuses another form, and a feature that it doesn't know; it passes over other members.
        Assert.Equal(1, (int)today["schemaVersion"]!);
        Assert.Equal(["destinationFilterRules"], today["mustUnderstand"]!.AsArray().Select(feature => (string?)feature));
        Assert.Empty(Differences(First(), today, "$"));
    }

    [Fact]
    public void Members_from_a_newer_operator_are_passed_over_wherever_they_are()
    {
        var json = JsonNode.Parse(RichWorkspace.CompileForFirst().CanonicalJson)!;
        foreach (var holder in DocumentMembers.Objects(json).ToList())
            holder["future"] = new JsonObject { ["a"] = 1 };
        json["optionalMembers"]!["endpoints.future"] = 2;

        Assert.Equal(Behaviour.Of(_folder.Load(RichWorkspace.CompileForFirst().CanonicalJson)), Behaviour.Of(_folder.Load(json)));
    }

    private static JsonObject First() => JsonNode.Parse(File.ReadAllText(
        Path.Combine(Testing.Cluster.Repository.Root, "tests/K8sRouter.Sidecar.Tests/Configuration/Released/first.json")))!.AsObject();

    private static JsonObject WithoutAdded(byte[] json)
    {
        var document = JsonNode.Parse(json)!.AsObject();
        foreach (string name in Added)
            document.Remove(name);
        return document;
    }

    /// <summary>Where <paramref name="today"/> lacks something of <paramref name="earlier"/> or says something else.</summary>
    private static IEnumerable<string> Differences(JsonNode? earlier, JsonNode? today, string path)
    {
        switch (earlier, today)
        {
            case (JsonObject before, JsonObject now):
                return before.SelectMany(member => member.Key == "message"
                    ? [] // A sentence for a person.
                    : Differences(member.Value, now[member.Key], $"{path}.{member.Key}"));
            case (JsonArray before, JsonArray now) when before.Count == now.Count:
                return before.SelectMany((item, i) => Differences(item, now[i], $"{path}[{i}]"));
            default:
                return JsonNode.DeepEquals(earlier, today) ? [] : [path];
        }
    }
}

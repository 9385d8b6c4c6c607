using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Configuration;
using K8sRouter.Sidecar.Tests.Configuration.Released;

namespace K8sRouter.Sidecar.Tests.Configuration;

/// <summary>A configuration that isn't whole never allows more than the whole one.</summary>
public sealed class AbsentMemberTests : IDisposable
{
    private static readonly byte[] Document = RichWorkspace.Compile().CanonicalJson;

    private readonly DocumentFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_configuration_that_members_are_taken_out_of_has_every_member()
    {
        var had = DocumentMembers.Paths(Whole()).Select(path => Regex.Replace(path, @"\[\d+\]", "")).ToHashSet();

        Assert.Empty(DocumentMembers.Declared(typeof(RouterConfig)).Except(had));
    }

    [Fact]
    public void Without_any_one_member_a_configuration_is_refused_or_means_the_same()
    {
        var whole = Whole();
        var meaning = Behaviour.Of(_folder.Load(whole));
        List<string> accepted = [];
        foreach (string path in DocumentMembers.Paths(whole))
        {
            foreach (var (fault, document) in Faults(path))
            {
                if (TryLoad(document) is not { } active)
                    continue;
                accepted.Add($"{path} {fault}");
                Assert.Equal(meaning, Behaviour.Of(active));
            }
        }

        // A count that isn't there is no limit: it is what earlier operators write.
        Assert.Equal(["optionalMembers removed", "optionalMembers misspelled", "optionalMembers null"], accepted);
    }

    [Theory]
    [InlineData("endpoints[1].dataPolicy.training", "endpoints[1].dataPolicy.training: Required value")]
    [InlineData("endpoints[1].dataPolicy.publication", "endpoints[1].dataPolicy.publication: Required value")]
    [InlineData("events.tls", "events.tls: Required value")]
    [InlineData("policy", "policy: Required value")]
    [InlineData("inputOutputLogging", "inputOutputLogging: Required value")]
    [InlineData("broadcast.destinations[0].regions", "broadcast.destinations[0].regions: Required value")]
    [InlineData("apiKeys", "apiKeys: Required value")]
    [InlineData("providers[0].headers", "providers[0].headers: Required value")]
    [InlineData("endpoints[0].allowedUntil", "endpoints.allowedUntil: the document announces 1 and holds 0: a member is missing or misspelled")]
    [InlineData("endpoints[0].pricing.request", "endpoints.pricing.request: the document announces 1 and holds 0: a member is missing or misspelled")]
    [InlineData("store.kmsKeyName", "store.kmsKeyName: the document announces 1 and holds 0: a member is missing or misspelled")]
    [InlineData("providers[0].auth", "providers.auth: the document announces 1 and holds 0: a member is missing or misspelled")]
    public void The_refusal_says_which_member_it_misses(string path, string reason)
    {
        foreach (var (_, document) in Faults(path))
        {
            var refused = Assert.Throws<ConfigurationRefusedException>(() => _folder.Load(document));
            Assert.StartsWith("router-config.json.gz: " + reason, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_member_that_is_there_twice_is_refused()
    {
        string twice = Whole().ToJsonString().Replace("\"training\":true", "\"training\":true,\"training\":false", StringComparison.Ordinal);

        var refused = Assert.Throws<ConfigurationRefusedException>(() => _folder.Load(Encoding.UTF8.GetBytes(twice)));

        Assert.StartsWith("router-config.json.gz: malformed at $.endpoints[1].dataPolicy", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("providers[0].headers")]
    [InlineData("providers[0].query")]
    [InlineData("broadcast.destinations[0].config")]
    public void A_null_in_a_map_is_refused(string path)
    {
        var document = Whole();
        var (holder, name) = DocumentMembers.Find(document, path);
        holder[name]!["extra"] = null;

        var refused = Assert.Throws<ConfigurationRefusedException>(() => _folder.Load(document));

        Assert.Equal($"router-config.json.gz: {path}.extra: Required value", refused.Message);
    }

    [Theory]
    [InlineData("apiKeys")]
    [InlineData("excludedEndpoints")]
    [InlineData("excludedEndpoints[0].reasons")]
    [InlineData("endpoints[0].datacenters")]
    [InlineData("inputOutputLogging.apiKeyHashes")]
    [InlineData("broadcast.destinations")]
    public void A_null_in_a_list_is_refused(string path)
    {
        var document = Whole();
        var (holder, name) = DocumentMembers.Find(document, path);
        int position = holder[name]!.AsArray().Count;
        holder[name]!.AsArray().Add(null);

        var refused = Assert.Throws<ConfigurationRefusedException>(() => _folder.Load(document));

        Assert.Equal($"router-config.json.gz: {path}[{position}]: Required value", refused.Message);
    }

    private static JsonNode Whole() => JsonNode.Parse(Document)!;

    private static IEnumerable<(string Fault, JsonNode Document)> Faults(string path)
    {
        yield return ("removed", With(path, (holder, name) => holder.Remove(name)));
        yield return ("misspelled", With(path, (holder, name) =>
        {
            var value = holder[name];
            holder.Remove(name);
            holder[name + "x"] = value;
        }));
        yield return ("null", With(path, (holder, name) => holder[name] = null));
    }

    private static JsonNode With(string path, Action<JsonObject, string> change)
    {
        var document = Whole();
        var (holder, name) = DocumentMembers.Find(document, path);
        change(holder, name);
        return document;
    }

    private ActiveConfiguration? TryLoad(JsonNode document)
    {
        try
        {
            return _folder.Load(document);
        }
        catch (ConfigurationRefusedException)
        {
            return null;
        }
    }
}

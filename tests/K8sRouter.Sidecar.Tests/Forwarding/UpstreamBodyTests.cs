using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Forwarding;
using K8sRouter.Sidecar.Ingress;
using K8sRouter.Sidecar.Tests.Conformance;

namespace K8sRouter.Sidecar.Tests.Forwarding;

public sealed class UpstreamBodyTests
{
    private const string Identity = "0123abcd";

    /// <summary>What is the router's business alone: a provider sees none of it.</summary>
    private static readonly string[] RouterOnly =
        ["models", "provider", "route", "session_id", "trace", "usage", "transforms", "plugins", "preset", "debug", "fallbacks", "user", "safety_identifier"];

    /// <summary>Members that pass byte for byte, as written.</summary>
    private static readonly (string Key, string Value)[] Passing =
    [
        ("messages", """[ {"role" : "user", "content":"Grüße \u00e9"} ]"""), ("temperature", "0.70"), ("tools", "[{\"a\":{}}]"), ("response_format", "{ }"),
        ("x_unknown", "123456789012345678901234567890"), ("max_tokens", "null"), ("prompt", "\"p\""), ("input", "[1,2]"), ("seed", "-0"),
    ];

    [Theory]
    [InlineData("chat", """{"model":"x/one","messages":[]}""", """{"model":"up","messages":[]}""")]
    [InlineData("chat", """{ "messages" : [] , "model" : "x/one" }""", """{"messages" : [],"model" : "up"}""")]
    [InlineData("chat", """{"messages":[],"models":["a"]}""", """{"messages":[],"model":"up"}""")]
    [InlineData("chat", """{"model":"x","a":1,"provider":{"zdr":true},"b":2,"usage":{"include":true},"c":3}""", """{"model":"up","a":1,"b":2,"c":3}""")]
    [InlineData("chat", """{"provider":{},"user":"me","safety_identifier":"me","session_id":"s","trace":{},"route":"sort","transforms":[],"plugins":[],"preset":null,"debug":{}}""", """{"model":"up"}""")]
    [InlineData("chat", """{"model":"x","stream":true}""", """{"model":"up","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("completions", """{"model":"x","stream":true,"stream_options":null}""", """{"model":"up","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("chat", """{"model":"x","stream":true,"stream_options":{"a": "\ud800", "include_usage":false}}""", """{"model":"up","stream":true,"stream_options":{"a": "\ud800","include_usage":true}}""")]
    [InlineData("chat", """{"model":"x","stream":false}""", """{"model":"up","stream":false}""")]
    [InlineData("responses", """{"model":"x","stream":true}""", """{"model":"up","stream":true,"store":false}""")]
    [InlineData("responses", """{"model":"x","store":true,"previous_response_id":null,"conversation":null,"background":false}""", """{"model":"up","store":false}""")]
    [InlineData("chat", """{"model":"x","store":true}""", """{"model":"up","store":false}""")]
    [InlineData("completions", """{"model":"x","store":true,"background":false,"previous_response_id":null}""", """{"model":"up"}""")]
    [InlineData("messages", """{"model":"x","store":true,"conversation":null}""", """{"model":"up"}""")]
    [InlineData("embeddings", """{"model":"x","store":null}""", """{"model":"up"}""")]
    [InlineData("chat", """{"model":"x"}""", """{"model":"up"}""")]
    [InlineData("chat", """{"mod\u0065l":"x"}""", """{"mod\u0065l":"up"}""")]
    [InlineData("chat", "{}", """{"model":"up"}""")]
    [InlineData("chat", """{"model":"x","metadata":{"a":"b"}}""", """{"model":"up","metadata":{"a":"b"}}""")]
    [InlineData("embeddings", """{"model":"x","input":"a","encoding_format":"base64"}""", """{"model":"up","input":"a","encoding_format":"base64"}""")]
    [InlineData("messages", """{"model":"x","fallbacks":[{"model":"y"}],"stream":true}""", """{"model":"up","stream":true}""")]
    public void Each_field_goes_is_replaced_or_stays(string api, string sent, string expected) =>
        Assert.Equal(expected, Send(sent, api));

    [Fact]
    public void A_user_goes_only_where_the_provider_requires_one_and_only_as_a_hash()
    {
        Assert.Equal("""{"model":"up"}""", Send("""{"model":"x","user":"mia@example.com"}"""));
        Assert.Equal($$"""{"model":"up","user":"{{Identity}}"}""", Send("""{"model":"x","user":"mia@example.com"}""", identity: Identity));
        Assert.Equal(
            """{"model":"up","metadata":{"user_id":"0123abcd"}}""",
            Send("""{"model":"x","metadata":{"user_id":"mia"}}""", "messages", Identity, "Anthropic"));
        Assert.Equal("""{"model":"up"}""", Send("""{"model":"x","metadata":{"user_id":"mia"}}""", "messages", null, "Anthropic"));
    }

    [Fact]
    public void A_hash_is_an_hmac_by_the_workspaces_key()
    {
        // RFC 4231, test case 2.
        Assert.Equal(
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            UpstreamBody.HashIdentity("Jefe"u8, "what do ya want for nothing?"));
    }

    [Fact]
    public void Whatever_is_sent_the_result_is_json_without_router_fields_and_with_everything_else_as_it_was()
    {
        var member = Gen.OneOf(
            Gen.Elements(Passing),
            from key in Gen.Elements(RouterOnly) from value in Gen.Elements("\"canary\"", "{\"canary\":[]}", "[\"canary\"]", "null", "true") select (key, value),
            Gen.Elements(("stream", "true"), ("stream", "false"), ("stream_options", "{\"x\":1}"), ("store", "true"), ("model", "\"canary\""), ("background", "false")));
        var cases =
            from members in member.ArrayOf().Resize(14)
            from space in Gen.Elements("", " ", "\n\t")
            from api in Gen.Elements(GenerationApis.Chat, GenerationApis.Completions, GenerationApis.Embeddings, GenerationApis.Responses, GenerationApis.Messages)
            from identity in Gen.Elements(null, Identity)
            select (members: members.DistinctBy(m => m.Item1).ToArray(), space, api, identity);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(cases.ToArbitrary(), item =>
        {
            var (members, space, api, identity) = item;
            string json = "{" + space + string.Join("," + space, members.Select(m => $"\"{m.Item1}\"{space}:{space}{m.Item2}")) + space + "}";

            string sent = Send(json, api, identity, api == GenerationApis.Messages ? "Anthropic" : "OpenAI");

            using var document = JsonDocument.Parse(sent);
            var names = document.RootElement.EnumerateObject().Select(p => p.Name).ToList();
            Assert.Equal(names.Count, names.Distinct().Count());
            Assert.DoesNotContain("canary", sent, StringComparison.Ordinal);
            Assert.Empty(names.Intersect(RouterOnly).Except(identity is null ? [] : ["user"]));
            Assert.Equal("up", document.RootElement.GetProperty("model").GetString());
            foreach (var (key, value) in members.Where(m => Passing.Contains((m.Item1, m.Item2))))
                Assert.Equal(value, document.RootElement.GetProperty(key).GetRawText());
            if (api == GenerationApis.Responses)
                Assert.Equal(JsonValueKind.False, document.RootElement.GetProperty("store").ValueKind);
            if (api is GenerationApis.Chat or GenerationApis.Completions && members.Contains(("stream", "true")))
                Assert.True(document.RootElement.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        }));
    }

    [Fact]
    public async Task The_stream_of_a_body_gives_its_pieces_in_order_at_any_buffer_size()
    {
        const string json = """{"model":"x","provider":{},"messages":[1,2,3],"user":"u","stream":true}""";
        foreach (int size in new[] { 1, 2, 7, 4096 })
        {
            var request = RequestScanner.Scan(Encoding.UTF8.GetBytes(json), out _)!;
            var body = UpstreamBody.Create(request, "chat", Target(), Identity);
            await using var stream = new UpstreamBodyStream(body.Pieces);
            var result = new MemoryStream();
            var buffer = new byte[size];
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
                result.Write(buffer, 0, read);
            Assert.Equal(body.Length, result.Length);
            Assert.Equal(
                $$"""{"model":"up","messages":[1,2,3],"stream":true,"stream_options":{"include_usage":true},"user":"{{Identity}}"}""",
                Encoding.UTF8.GetString(result.ToArray()));
        }
    }

    private static string Send(string json, string api = "chat", string? identity = null, string protocol = "OpenAI")
    {
        var request = RequestScanner.Scan(Encoding.UTF8.GetBytes(json), out string? problem);
        Assert.True(request is not null, problem);
        var body = UpstreamBody.Create(request, api, Target(api, protocol), identity);
        byte[] bytes = [.. body.Pieces.SelectMany(p => p.ToArray())];
        Assert.Equal(bytes.Length, body.Length);
        return Encoding.UTF8.GetString(bytes);
    }

    private static UpstreamTarget Target(string api = "chat", string protocol = "OpenAI") => UpstreamTarget.Create(
        Samples.Provider() with { Upstreams = [new UpstreamEntry { Apis = [api], Protocol = protocol, BaseUrl = "https://up.example" }] },
        Samples.Endpoint() with { UpstreamName = "up" }, api);
}

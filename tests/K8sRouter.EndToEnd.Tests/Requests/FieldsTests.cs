using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace K8sRouter.EndToEnd.Tests.Requests;

/// <summary>What of a request's body reaches the provider: everything but what the router owns or the rules name.</summary>
public sealed class FieldsTests(RequestsHouse house, ITestOutputHelper output)
    : HouseTests<RequestsHouse>(house, output), IClassFixture<RequestsHouse>
{
    [Fact]
    public async Task Fields_that_the_router_does_not_own_pass_byte_by_byte()
    {
        const string Untouched =
            """
            "messages" : [{"role":"user","content":[{"type":"text","text":"Gr\u00fc\u00dfe, \ud83d\ude00 ünïcode"},
              {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}],
              "tools":[{"type":"function","function":{"name":"noop","parameters":{ "type" : "object" , "x-order":[3,1,2],"n":1.50e1}}}],
              "response_format":{"type":"text"}, "vendor_field" : {"deep":[null,true,{"a":"byte-equal"}]},"temperature":0.70
            """;
        string body = $$"""{ "model" : "acme/alpha-only" , {{Untouched}} }""";

        (await Sidecar.PostAsync("chat/completions", body)).Expect(200);

        var call = Assert.Single(House.Alpha.Calls("byte-equal"));
        Assert.Contains(Untouched, call.Body, StringComparison.Ordinal);
        Assert.Equal("mock-mini", Json(call.Body).GetProperty("model").GetString());
    }

    [Fact]
    public async Task Fields_of_the_router_never_go_upstream()
    {
        const string Fields =
            ""","provider":{"order":["alpha"]},"models":["acme/assistant"],"route":"fallback","session_id":"s-1","trace":{"trace_name":"t"},"usage":{"include":true},"transforms":[],"plugins":[],"debug":{"echo_upstream_body":false}""";

        (await Sidecar.ChatAsync("acme/alpha-only", "routers-own", Fields)).Expect(200);

        var sent = Json(Assert.Single(House.Alpha.Calls("routers-own")).Body).EnumerateObject().Select(f => f.Name);
        Assert.Equal(["messages", "model"], sent.Order());
    }

    [Fact]
    public async Task Usage_is_asked_for_on_streams_and_the_callers_own_stream_options_survive()
    {
        (await Sidecar.ChatAsync("acme/alpha-only", "options-none", ",\"stream\":true")).Expect(200);
        (await Sidecar.ChatAsync("acme/alpha-only", "options-false", ",\"stream\":true,\"stream_options\":{\"include_obfuscation\":false,\"include_usage\":false}")).Expect(200);

        Assert.Equal("""{"include_usage":true}""", Json(Assert.Single(House.Alpha.Calls("options-none")).Body).GetProperty("stream_options").GetRawText());
        var options = Json(Assert.Single(House.Alpha.Calls("options-false")).Body).GetProperty("stream_options");
        Assert.True(options.GetProperty("include_usage").GetBoolean());
        Assert.False(options.GetProperty("include_obfuscation").GetBoolean());
    }

    [Theory]
    [InlineData("absent", "")]
    [InlineData("true", ",\"store\":true")]
    [InlineData("null", ",\"store\":null")]
    public async Task Responses_are_never_stored_at_the_provider(string name, string store)
    {
        string input = $"store-{name}";
        (await Sidecar.PostAsync("responses", $$"""{"model":"acme/assistant","input":"{{input}}","provider":{"only":["alpha"]}{{store}}}""")).Expect(200);

        Assert.False(Json(Assert.Single(House.Alpha.Calls(input)).Body).GetProperty("store").GetBoolean());
    }

    [Fact]
    public async Task A_chat_that_asks_to_be_stored_is_not()
    {
        (await Sidecar.ChatAsync("acme/alpha-only", "store-this-chat", ",\"store\":true")).Expect(200);

        Assert.False(Json(Assert.Single(House.Alpha.Calls("store-this-chat")).Body).GetProperty("store").GetBoolean());
    }

    [Theory]
    [InlineData("\"previous_response_id\":\"resp_1\"", "previous_response_id")]
    [InlineData("\"conversation\":\"conv_1\"", "conversation")]
    [InlineData("\"background\":true", "background")]
    public async Task Fields_that_make_a_provider_keep_the_conversation_are_a_400(string field, string name)
    {
        var answer = (await Sidecar.PostAsync("responses", $$"""{"model":"acme/assistant","input":"stateful",{{field}}}""")).Expect(400);

        Assert.Contains(name, answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(House.Alpha.Calls("stateful"));
        Assert.Empty(House.Beta.Calls("stateful"));
    }

    [Theory]
    [InlineData("user")]
    [InlineData("safety_identifier")]
    public async Task A_user_is_told_hashed_to_the_provider_that_demands_it_and_to_no_other(string field)
    {
        string prompt = $"who-{field}";
        foreach (string provider in (string[])["alpha", "beta"])
            (await Sidecar.ChatAsync("acme/assistant", prompt, $",\"{field}\":\"ann@acme.example\",\"provider\":{{\"only\":[\"{provider}\"]}}")).Expect(200);

        var alpha = Assert.Single(House.Alpha.Calls(prompt));
        var beta = Assert.Single(House.Beta.Calls(prompt));
        Assert.DoesNotContain("ann@acme", alpha.Body + beta.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"user\":", alpha.Body, StringComparison.Ordinal);
        Assert.Equal(Hashed("ann@acme.example"), Json(beta.Body).GetProperty("user").GetString());
    }

    [Fact]
    public async Task Where_the_caller_names_no_user_the_provider_that_demands_one_is_told_of_the_workspace_hashed()
    {
        var answer = (await Sidecar.ChatAsync("acme/assistant", "who-nobody", ",\"provider\":{\"only\":[\"beta\"]}")).Expect(200);

        string? workspace = (await Sidecar.GenerationAsync(answer.GenerationId)).GetProperty("workspace_id").GetString();
        Assert.Equal(Hashed(workspace!), Json(Assert.Single(House.Beta.Calls("who-nobody")).Body).GetProperty("user").GetString());
    }

    [Fact]
    public async Task Anthropics_user_is_hashed_too()
    {
        (await Sidecar.PostAsync(
            "messages", """{"model":"acme/scholar","max_tokens":50,"metadata":{"user_id":"ann@acme.example"},"messages":[{"role":"user","content":"who-in-messages"}]}"""))
            .Expect(200);

        var call = Assert.Single(House.Alpha.Calls("who-in-messages"));
        Assert.DoesNotContain("ann@acme", call.Body, StringComparison.Ordinal);
        Assert.Equal(Hashed("ann@acme.example"), Json(call.Body).GetProperty("metadata").GetProperty("user_id").GetString());
    }

    [Fact]
    public async Task A_body_over_the_limit_is_a_413()
    {
        var answer = (await Sidecar.ChatAsync("acme/alpha-only", "too-long " + new string('x', 250_000))).Expect(413);

        Assert.Contains("200000 bytes", answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(House.Alpha.Calls("too-long"));
        (await Sidecar.ChatAsync("acme/alpha-only", "long enough " + new string('x', 150_000))).Expect(200);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_a_413_also_where_its_length_is_not_announced()
    {
        using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(SidecarUnderTest.Chat("acme/alpha-only", new string('x', 250_000)))));
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{Sidecar.Port}/v1/chat/completions") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        (await Answer.ReadAsync(await http.SendAsync(request))).Expect(413);
    }

    [Theory]
    [InlineData("chat/completions", "")]
    [InlineData("chat/completions", "{")]
    [InlineData("chat/completions", "[]")]
    [InlineData("chat/completions", "{\"model\":\"acme/assistant\",\"messages\":[}")]
    [InlineData("chat/completions", "{\"messages\":[]}")]
    [InlineData("chat/completions", "{\"model\":7,\"messages\":[]}")]
    [InlineData("chat/completions", "{\"model\":\"acme/assistant\",\"model\":\"acme/gratis\",\"messages\":[]}")]
    [InlineData("messages", "{\"model\":")]
    [InlineData("responses", "not json")]
    [InlineData("embeddings", "{\"model\":\"acme/embedder\"} {}")]
    public async Task A_malformed_body_is_a_400_in_the_shape_of_its_api(string path, string body)
    {
        var answer = (await Sidecar.PostAsync(path, body)).Expect(400);

        Assert.False(string.IsNullOrEmpty(answer.Error.GetProperty("message").GetString()));
        Assert.StartsWith("gen-", answer.GenerationId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/nothing", 404)]
    [InlineData("/nothing", 404)]
    [InlineData("/api/v1/chat/completions", 405)]
    public async Task Unknown_routes_and_methods_are_told_in_the_apis_shape(string path, int status) =>
        Assert.Equal(status, (await Sidecar.GetAsync(path)).Expect(status).Error.GetProperty("code").GetInt32());

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private string Hashed(string user)
    {
        byte[] key = Convert.FromBase64String(File.ReadAllText(Path.Combine(House.Config, Core.Configuration.ConfigFiles.HashingKey)).Trim());
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(user)));
    }
}

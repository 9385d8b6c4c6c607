using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Admin;
using K8sRouter.Sidecar.Tests.Forwarding;
using K8sRouter.Sidecar.Tests.Generations;

namespace K8sRouter.Sidecar.Tests.Hosting;

/// <summary>What the data port answers besides calls: to probes, to browsers, to wrong paths and methods, and to whom.</summary>
public sealed class DataPortTests : IAsyncLifetime
{
    private static readonly RouterConfig WithKeys = RoadUnderTest.Config() with
    {
        ApiKeys = [Key("app"), Key("batch"), Key("root") with { Administrator = true }],
    };

    private RoadUnderTest _road = null!;

    public async Task InitializeAsync() =>
        _road = await RoadUnderTest.StartAsync(WithKeys, new MemoryJournal(), _ => CannedAnswers.Of(GenerationApis.Chat, streamed: false));

    public Task DisposeAsync() => _road.DisposeAsync().AsTask();

    [Fact]
    public async Task Who_looks_at_the_root_gets_name_and_version_without_a_key()
    {
        using var get = await SendAsync("GET", "/");
        Assert.Equal(
            (HttpStatusCode.OK, $$"""{"name":"K8sRouter","version":"{{AdminHandlers.ProgramVersion}}"}"""),
            (get.StatusCode, await get.Content.ReadAsStringAsync()));
        using var head = await SendAsync("HEAD", "/");
        Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync()));
        using var post = await SendAsync("POST", "/");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD"), (post.StatusCode, Allow(post)));
    }

    [Theory]
    [InlineData("GET", "/v1/messages", 405, "invalid_request_error")]
    [InlineData("DELETE", "/api/v1/messages", 405, "invalid_request_error")]
    [InlineData("POST", "/v1/messages/batches", 404, "not_found_error")]
    [InlineData("GET", "/v1/messages/batches/msgbatch_1/results", 404, "not_found_error")]
    [InlineData("POST", "/v1/messages/count_tokens", 404, "not_found_error")]
    public async Task Under_messages_errors_have_Anthropics_form(string method, string path, int status, string type)
    {
        using var answer = await SendAsync(method, path);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("error", json.RootElement.GetProperty("type").GetString());
        Assert.Equal(type, json.RootElement.GetProperty("error").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("GET", "/v1/responses/resp_1", 404)]
    [InlineData("GET", "/v1/responses", 405)]
    public async Task Under_responses_errors_have_that_APIs_form(string method, string path, int status)
    {
        using var answer = await SendAsync(method, path);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotNull(json.RootElement.GetProperty("error_type").GetString());
    }

    [Theory]
    [InlineData("/v1/chat/completions", "POST")]
    [InlineData("/v1/messages", "POST")]
    [InlineData("/v1/models", "GET, HEAD")]
    [InlineData("/", "GET, HEAD")]
    public async Task A_browsers_preflight_is_told_that_cross_origin_calls_arent_offered(string path, string allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", "https://page.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var preflight = await _road.Client.SendAsync(request);
        using var plain = await SendAsync("OPTIONS", path);

        string text = await preflight.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.MethodNotAllowed, allowed), (preflight.StatusCode, Allow(preflight)));
        Assert.Contains("cross-origin access (CORS), which isn't offered", text, StringComparison.Ordinal);
        Assert.DoesNotContain(preflight.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, allowed), (plain.StatusCode, Allow(plain)));
        Assert.DoesNotContain("CORS", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_keys_call_is_not_shown_to_another_key()
    {
        using var call = await SendAsync("POST", "/v1/chat/completions", "app", CannedAnswers.Request(GenerationApis.Chat) + "}");
        string id = call.Headers.NonValidated["X-Generation-Id"].ToString();
        string path = $"/api/v1/generation?id={id}";

        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", path, "app")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("GET", path, "root")).StatusCode);
        using var foreign = await SendAsync("GET", path, "batch");
        using var unknown = await SendAsync("GET", "/api/v1/generation?id=gen-unknown", "batch");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, unknown.StatusCode));
        Assert.Equal(
            (await unknown.Content.ReadAsStringAsync()).Replace("gen-unknown", id, StringComparison.Ordinal), await foreign.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(GenerationApis.Chat)]
    [InlineData(GenerationApis.Completions)]
    [InlineData(GenerationApis.Embeddings)]
    [InlineData(GenerationApis.Responses)]
    [InlineData(GenerationApis.Messages)]
    public async Task What_makes_a_provider_keep_a_conversation_is_refused_on_every_API(string api)
    {
        foreach (string field in (string[])["\"previous_response_id\":\"r\"", "\"conversation\":\"c\"", "\"background\":true"])
        {
            using var answer = await SendAsync("POST", CannedAnswers.Path(api), "app", $"{CannedAnswers.Request(api)},{field}}}");

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains(field.Split('"')[1] + ": ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(0, _road.Calls);
    }

    private static ApiKeyEntry Key(string name) =>
        new() { Name = name, Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))) };

    private static string Allow(HttpResponseMessage answer) => string.Join(", ", answer.Content.Headers.Allow);

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? key = null, string? body = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (key is not null)
            request.Headers.Add("Authorization", "Bearer " + key);
        if (body is not null)
            request.Content = new StringContent(body);
        return _road.Client.SendAsync(request);
    }
}

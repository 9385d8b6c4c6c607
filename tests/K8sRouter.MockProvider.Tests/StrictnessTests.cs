namespace K8sRouter.MockProvider.Tests;

/// <summary>What a real provider refuses, the mock refuses: else a router's mistake would go unseen.</summary>
public sealed class StrictnessTests(MockFixture mock) : IClassFixture<MockFixture>
{
    private static readonly (string, string)[] AnthropicHeaders = [("x-api-key", "sk-test"), ("anthropic-version", "2023-06-01")];

    [Theory]
    [InlineData("provider", "{}")]
    [InlineData("models", "[]")]
    [InlineData("route", "\"fallback\"")]
    [InlineData("session_id", "\"s\"")]
    [InlineData("trace", "{}")]
    [InlineData("usage", "{\"include\":true}")]
    [InlineData("plugins", "[]")]
    [InlineData("transforms", "[]")]
    [InlineData("debug", "{}")]
    public async Task A_routers_own_field_is_refused_by_every_route(string field, string value)
    {
        var extra = $",\"{field}\":{value}";

        var chat = await mock.PostAsync("/v1/chat/completions", MockFixture.Chat(extra));
        Assert.Equal(
            (400, true),
            (chat.Status, chat.Body.Contains($"Unrecognized request argument supplied: {field}", StringComparison.Ordinal)));
        var responses = await mock.PostAsync("/v1/responses", $$"""{"model":"mock-mini","input":"Hi"{{extra}}}""");
        Assert.Equal(
            (400, true), (responses.Status, responses.Body.Contains($"Unknown parameter: '{field}'", StringComparison.Ordinal)));
        var embeddings = await mock.PostAsync("/v1/embeddings", $$"""{"model":"mock-embed","input":"Hi"{{extra}}}""");
        Assert.Equal(400, embeddings.Status);
        var messages = await mock.PostAsync("/v1/messages", MockFixture.Chat(",\"max_tokens\":9" + extra), AnthropicHeaders);
        Assert.Equal(
            (400, true),
            (messages.Status, messages.Body.Contains($"{field}: Extra inputs are not permitted", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"model":"mock-mini"}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":7,"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"mock-mini","messages":[]}""")]
    [InlineData("""{"model":"mock-mini","messages":"Hi"}""")]
    [InlineData("""{"model":"mock-mini","messages":[{"role":"robot","content":"Hi"}]}""")]
    [InlineData("""{"model":"mock-mini","messages":[{"role":"user","content":[{"type":"hologram"}]}]}""")]
    [InlineData("""{"model":"mock-mini","model":"mock-mini","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"mock-mini","stream":"yes","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"mock-mini","stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"mock-mini","tool_choice":"auto","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"mock-mini","temperature":3,"messages":[{"role":"user","content":"Hi"}]}""")]
    public async Task A_malformed_chat_request_is_a_400_in_the_apis_shape(string body)
    {
        var answer = await mock.PostAsync("/v1/chat/completions", body);

        Assert.Equal(400, answer.Status);
        Assert.StartsWith("""{"error":{"message":""", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_a_401_in_the_shape_of_the_format()
    {
        using var client = new HttpClient { BaseAddress = new Uri(mock.Host.Address) };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer sk-wrong-key");
        client.DefaultRequestHeaders.Add("x-api-key", "sk-wrong-key");

        using var chat = await client.PostAsync(
            new Uri("/v1/chat/completions", UriKind.Relative), new StringContent(MockFixture.Chat()));
        using var messages = await client.PostAsync(
            new Uri("/v1/messages", UriKind.Relative), new StringContent(MockFixture.Chat()));

        Assert.Equal((401, 401), ((int)chat.StatusCode, (int)messages.StatusCode));
        Assert.Contains("invalid_api_key", await chat.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("authentication_error", await messages.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_need_their_version_header_and_max_tokens()
    {
        var withoutVersion = await mock.PostAsync("/v1/messages", MockFixture.Chat(",\"max_tokens\":9"), AnthropicHeaders[0]);
        var withoutLimit = await mock.PostAsync("/v1/messages", MockFixture.Chat(), AnthropicHeaders);

        Assert.Contains("anthropic-version: header is required", withoutVersion.Body, StringComparison.Ordinal);
        Assert.Contains("max_tokens: Field required", withoutLimit.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_a_413()
    {
        var answer = await mock.PostAsync("/v1/chat/completions", MockFixture.Chat($",\"user\":\"{new string('x', 100_000)}\""));

        Assert.Equal(413, answer.Status);
    }

    [Fact]
    public async Task Text_that_isnt_json_is_refused_by_its_type()
    {
        using var content = new StringContent(MockFixture.Chat());
        using var answer = await mock.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), content);

        Assert.Contains("unsupported_content_type", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}

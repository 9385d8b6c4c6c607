using System.Text.Json;

namespace K8sRouter.EndToEnd.Tests.Clients;

/// <summary>Anthropic's format, to an upstream that demands its own key header and version.</summary>
public sealed class MessagesTests(ClientsHouse house, ITestOutputHelper output)
    : HouseTests<ClientsHouse>(house, output), IClassFixture<ClientsHouse>
{
    [Theory]
    [InlineData("/api/v1/messages")]
    [InlineData("/v1/messages")]
    public async Task A_message_is_answered(string path)
    {
        var answer = (await Sidecar.PostAsync(path, Message("acme/scholar", "Whole"))).Expect(200);

        Assert.Equal("alpha serves mock-large and heard you say: Whole", answer.Json.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("acme/scholar", answer.Json.GetProperty("model").GetString());
        Assert.True(answer.Json.GetProperty("usage").GetProperty("output_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task A_streamed_message_keeps_the_order_of_its_events()
    {
        var answer = (await Sidecar.PostAsync("messages", Message("acme/scholar", "Streamed", ",\"stream\":true"))).Expect(200);

        var types = answer.Chunks.Select(c => c.GetProperty("type").GetString()!).ToArray();
        Assert.Equal("message_start", types[0]);
        Assert.Equal("message_stop", types[^1]);
        string text = string.Concat(answer.Chunks.Where(c => c.GetProperty("type").GetString() == "content_block_delta")
            .Select(c => c.GetProperty("delta").GetProperty("text").GetString()));
        Assert.Equal("alpha serves mock-large and heard you say: Streamed", text);
        Assert.Equal("acme/scholar", answer.Chunks[0].GetProperty("message").GetProperty("model").GetString());
    }

    [Fact]
    public async Task The_provider_gets_its_own_key_and_the_callers_betas_and_nothing_else_of_the_caller()
    {
        (await Sidecar.PostAsync(
            "messages", Message("acme/scholar", "headers-of-messages"),
            ("Authorization", ""), ("x-api-key", "sk-canary-caller-x-api-key"), ("anthropic-version", "2023-06-01"), ("anthropic-beta", "context-1m"),
            ("x-forwarded-for", "10.1.2.3"), ("cookie", "session=secret"), ("accept-encoding", "gzip, br"))).Expect(200);

        var headers = Assert.Single(House.Alpha.Calls("headers-of-messages")).Headers;
        Assert.Equal(House.Alpha.Key, headers["x-api-key"]);
        Assert.Equal("2023-06-01", headers["anthropic-version"]);
        Assert.Equal("context-1m", headers["anthropic-beta"]);
        Assert.Equal("identity", headers["accept-encoding"]);
        Assert.DoesNotContain("authorization", headers.Keys);
        Assert.DoesNotContain("cookie", headers.Keys);
        Assert.DoesNotContain("x-forwarded-for", headers.Keys);
    }

    [Fact]
    public async Task A_failing_provider_is_told_in_anthropics_envelope()
    {
        var answer = (await Sidecar.PostAsync("messages", Message("acme/broken-scholar", "Hi"))).Expect(503);

        Assert.Equal("error", answer.Json.GetProperty("type").GetString());
        Assert.Equal("overloaded_error", answer.Error.GetProperty("type").GetString());
        Assert.Equal(answer.GenerationId, answer.Json.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task A_refusal_is_told_in_anthropics_envelope()
    {
        var answer = (await Sidecar.PostAsync("messages", Message("acme/assistant", "Hi"))).Expect(400);

        Assert.Equal("error", answer.Json.GetProperty("type").GetString());
        Assert.Equal("invalid_request_error", answer.Error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_stream_that_the_provider_cuts_ends_with_anthropics_error_event()
    {
        var answer = (await Sidecar.PostAsync("messages", Message("acme/cut-scholar", "Hi", ",\"stream\":true"))).Expect(200);

        Assert.Contains("event: error\n", answer.Body, StringComparison.Ordinal);
        Assert.Equal("error", answer.Chunks[^1].GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.Object, answer.Chunks[^1].GetProperty("error").ValueKind);
    }

    private static string Message(string model, string prompt, string further = "") =>
        $$"""{"model":"{{model}}","max_tokens":100,"messages":[{"role":"user","content":"{{prompt}}"}]{{further}}}""";
}

using System.Text;
using System.Text.Json;
using K8sRouter.MockProvider.Control;
using K8sRouter.MockProvider.Faults;

namespace K8sRouter.MockProvider.Tests;

/// <summary>Faults on demand, and what the mock remembers.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly MockFixture _mock = new();

    public Task InitializeAsync() => _mock.InitializeAsync();

    public Task DisposeAsync() => _mock.DisposeAsync();

    [Theory]
    [InlineData("fault-429", "429")]
    [InlineData("acme/fault-503-mini", "503")]
    [InlineData("mini-fault-cut-mid-stream", "cut-mid-stream")]
    [InlineData("fault-cut", "cut")]
    [InlineData("fault-hang-mid-stream-mini", "hang-mid-stream")]
    [InlineData("default-mini", null)]
    [InlineData("fault-", null)]
    public void A_models_name_may_ask_for_a_fault(string model, string? expected) =>
        Assert.Equal(expected, FaultCatalog.InModelName(model)?.Name);

    [Theory]
    [InlineData("529", 529, "server_error")]
    [InlineData("429", 429, "rate_limit_exceeded")]
    [InlineData("html", 200, "<!doctype html>")]
    [InlineData("error-body", 200, "{\"error\":")]
    [InlineData("echo-prompt", 400, "Hello there")]
    public async Task A_header_asks_for_a_fault(string fault, int status, string inBody)
    {
        var answer = await _mock.PostAsync("/v1/chat/completions", MockFixture.Chat(), ("x-mock-fault", fault));

        Assert.Equal(status, answer.Status);
        Assert.Contains(inBody, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queued_faults_meet_the_next_calls_and_no_further_one()
    {
        var ordered = await _mock.PostAsync("/__mock/faults", """{"fault":"500","count":2}""");
        Assert.Equal(204, ordered.Status);

        List<int> statuses = [];
        for (var i = 0; i < 3; i++)
            statuses.Add((await _mock.PostAsync("/v1/chat/completions", MockFixture.Chat())).Status);

        Assert.Equal([500, 500, 200], statuses);
    }

    [Theory]
    [InlineData("error-event", "\"error\":{")]
    [InlineData("malformed", "\"conte\n\n")]
    [InlineData("comments", ": keep-alive\n\n")]
    [InlineData("crlf", "data: [DONE]\r\n\r\n")]
    public async Task A_stream_shows_its_fault(string fault, string inBody)
    {
        var answer = await _mock.PostAsync("/v1/chat/completions", MockFixture.Chat(",\"stream\":true"), ("x-mock-fault", fault));

        Assert.Equal(200, answer.Status);
        Assert.Contains("data: {\"id\":\"chatcmpl-", answer.Body, StringComparison.Ordinal);
        Assert.Contains(inBody, answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut-mid-stream", ",\"stream\":true")]
    [InlineData("cut-body", "")]
    [InlineData("cut", "")]
    public async Task A_cut_is_seen_by_the_caller_and_isnt_taken_for_its_own(string fault, string fields)
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(
            () => _mock.PostAsync("/v1/chat/completions", MockFixture.Chat(fields), ("x-mock-fault", fault)));

        Assert.False((await FinishedAsync()).Aborted);
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_noted()
    {
        using var impatience = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(MockFixture.Chat(",\"stream\":true"), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("x-mock-fault", FaultCatalog.HangMidStream);
        using (var response = await _mock.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, impatience.Token))
        {
            await using var stream = await response.Content.ReadAsStreamAsync(impatience.Token);
            Assert.NotEqual(0, await stream.ReadAsync(new byte[1], impatience.Token));
        }

        var recorded = await FinishedAsync();
        Assert.True(recorded.Aborted);
        Assert.Equal("Bearer sk-test", recorded.Headers["authorization"]);
        Assert.Contains("Hello there", recorded.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_webhook_delivers_can_be_read_line_by_line()
    {
        await _mock.PostAsync("/__mock/webhook", "{\"a\":\n1}");
        await _mock.PostAsync("/__mock/webhook", "{\"b\":2}");

        var lines = (await _mock.Http.GetStringAsync(new Uri("/__mock/webhook", UriKind.Relative))).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2, lines.Length);
        Assert.Equal(1, JsonDocument.Parse(lines[0]).RootElement.GetProperty("a").GetInt32());
    }

    [Fact]
    public async Task Anthropics_events_come_in_their_order()
    {
        var answer = await _mock.PostAsync(
            "/v1/messages", MockFixture.Chat(",\"max_tokens\":100,\"stream\":true"), ("x-api-key", "sk-test"), (
                "anthropic-version", "2023-06-01"));

        var events = answer.Body.Split('\n')
            .Where(line => line.StartsWith("event: ", StringComparison.Ordinal))
            .Select(line => line[7..]);
        Assert.Equal(
            [
                "message_start", "content_block_start", "ping", "content_block_delta", "content_block_stop", "message_delta",
                "message_stop",
            ],
            events.Distinct());
        Assert.Contains("\"cache_read_input_tokens\":1", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_response_ends_with_the_whole_of_it()
    {
        var answer = await _mock.PostAsync(
            "/v1/responses",
            """{"model":"mock-mini","stream":true,"store":false,"input":"Hello","reasoning":{"effort":"low"}}""");

        var last = answer.Body.Split('\n').Last(line => line.StartsWith("data: ", StringComparison.Ordinal))[6..];
        var completed = JsonDocument.Parse(last).RootElement;
        Assert.Equal("response.completed", completed.GetProperty("type").GetString());
        var response = completed.GetProperty("response");
        Assert.False(response.GetProperty("store").GetBoolean());
        Assert.Equal(
            10, response.GetProperty("usage").GetProperty("output_tokens_details").GetProperty("reasoning_tokens").GetInt32());
        Assert.Equal(
            "alpha serves mock-mini and heard you say: Hello",
            response.GetProperty("output")[1].GetProperty("content")[0].GetProperty("text").GetString());
    }

    private async Task<RecordedRequest> FinishedAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _mock.Host.Requests.FirstFinishedAsync(patience.Token);
    }
}

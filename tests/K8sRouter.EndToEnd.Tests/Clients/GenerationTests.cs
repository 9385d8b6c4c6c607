using System.Text.Json;
using K8sRouter.Testing.Conformance;

namespace K8sRouter.EndToEnd.Tests.Clients;

/// <summary>What the API adds to a provider's answer, and what it knows of it afterwards.</summary>
public sealed class GenerationTests(ClientsHouse house, ITestOutputHelper output)
    : HouseTests<ClientsHouse>(house, output), IClassFixture<ClientsHouse>
{
    [Fact]
    public async Task The_usage_of_an_answer_says_what_it_cost()
    {
        var answer = (await Sidecar.ChatAsync("acme/assistant", "How much?")).Expect(200);

        var usage = answer.Json.GetProperty("usage");
        decimal expected = usage.GetProperty("prompt_tokens").GetInt32() * 0.000001m + usage.GetProperty("completion_tokens").GetInt32() * 0.000002m;
        Assert.Equal(expected, usage.GetProperty("cost").GetDecimal());
        Assert.False(usage.GetProperty("is_byok").GetBoolean());
        Assert.Equal(expected, usage.GetProperty("cost_details").GetProperty("upstream_inference_cost").GetDecimal());
        Assert.Equal("Alpha", answer.Json.GetProperty("provider").GetString());
        Assert.Empty(ResponseSchemas.Validate("ChatResult", answer.Json));
    }

    [Fact]
    public async Task The_last_chunk_of_a_stream_says_what_it_cost_though_nobody_asked()
    {
        var answer = (await Sidecar.ChatAsync("acme/assistant", "How much?", ",\"stream\":true")).Expect(200);

        Assert.Equal("[DONE]", answer.Events[^1]);
        Assert.True(answer.Chunks[^1].GetProperty("usage").GetProperty("cost").GetDecimal() > 0);
        Assert.All(answer.Chunks, chunk =>
        {
            Assert.Equal(answer.GenerationId, chunk.GetProperty("id").GetString());
            Assert.Equal("acme/assistant", chunk.GetProperty("model").GetString());
            Assert.Equal("Alpha", chunk.GetProperty("provider").GetString());
            Assert.Empty(ResponseSchemas.Validate("ChatStreamChunk", chunk));
        });
    }

    [Theory]
    [InlineData("chat/completions", """{"model":"acme/assistant","messages":[{"role":"user","content":"Hi"}]}""", 200)]
    [InlineData("chat/completions", """{"model":"acme/assistant","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", 200)]
    [InlineData("completions", """{"model":"acme/assistant","prompt":"Hi"}""", 200)]
    [InlineData("completions", """{"model":"acme/assistant","prompt":"Hi","stream":true}""", 200)]
    [InlineData("embeddings", """{"model":"acme/embedder","input":"Hi"}""", 200)]
    [InlineData("responses", """{"model":"acme/assistant","input":"Hi"}""", 200)]
    [InlineData("responses", """{"model":"acme/assistant","input":"Hi","stream":true}""", 200)]
    [InlineData("messages", """{"model":"acme/scholar","max_tokens":99,"messages":[{"role":"user","content":"Hi"}]}""", 200)]
    [InlineData("messages", """{"model":"acme/scholar","max_tokens":99,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""", 200)]
    [InlineData("chat/completions", """{"model":"acme/failing","messages":[{"role":"user","content":"Hi"}]}""", 503)]
    [InlineData("completions", """{"model":"acme/failing","prompt":"Hi"}""", 503)]
    [InlineData("embeddings", """{"model":"acme/failing","input":"Hi"}""", 503)]
    [InlineData("responses", """{"model":"acme/failing","input":"Hi"}""", 503)]
    [InlineData("messages", """{"model":"acme/broken-scholar","max_tokens":99,"messages":[{"role":"user","content":"Hi"}]}""", 503)]
    public async Task Every_inference_call_has_an_id_under_which_its_generation_is_found(string path, string body, int status)
    {
        var answer = (await Sidecar.PostAsync(path, body)).Expect(status);

        var found = (await Sidecar.GetAsync($"generation?id={answer.GenerationId}")).Expect(200);
        Assert.Empty(ResponseSchemas.Validate("GenerationResponse", found.Json));
        var data = found.Json.GetProperty("data");
        Assert.Equal(ResponseSchemas.FieldsOf("GenerationResponseData").Order(), data.EnumerateObject().Select(f => f.Name).Order());
        Assert.Equal(body.Contains("stream", StringComparison.Ordinal), data.GetProperty("streamed").GetBoolean());
        var attempt = Assert.Single(data.GetProperty("provider_responses").EnumerateArray());
        Assert.Equal(status == 200 ? 200 : path == "messages" ? 529 : 503, attempt.GetProperty("status").GetInt32());
        if (status == 200)
        {
            Assert.True(data.GetProperty("native_tokens_prompt").GetInt32() > 0);
            Assert.True(data.GetProperty("total_cost").GetDecimal() > 0);
            Assert.NotEqual(JsonValueKind.Null, data.GetProperty("generation_time").ValueKind);
        }
    }

    [Theory]
    [InlineData("chat/completions", "{")]
    [InlineData("chat/completions", """{"model":"acme/forbidden","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("responses", """{"model":"acme/nonsense","input":"Hi"}""")]
    public async Task A_refused_call_has_an_id_too(string path, string body) =>
        Assert.StartsWith("gen-", (await Sidecar.PostAsync(path, body)).GenerationId, StringComparison.Ordinal);

    [Fact]
    public async Task An_unknown_generation_is_a_404() =>
        Assert.Empty(ResponseSchemas.Validate("ErrorResponse", (await Sidecar.GetAsync("generation?id=gen-1-nothing")).Expect(404).Json));

    [Fact]
    public async Task What_the_caller_says_of_itself_is_in_the_record()
    {
        var answer = await Sidecar.PostAsync(
            "chat/completions", SidecarUnderTest.Chat("acme/assistant", "Hi", ",\"user\":\"ann\",\"session_id\":\"session-1\""),
            ("HTTP-Referer", "https://acme.example"), ("User-Agent", "acme-agent/1"));

        var data = await Sidecar.GenerationAsync(answer.Expect(200).GenerationId);
        Assert.Equal("ann", data.GetProperty("external_user").GetString());
        Assert.Equal("session-1", data.GetProperty("session_id").GetString());
        Assert.Equal("https://acme.example", data.GetProperty("http_referer").GetString());
        Assert.Equal("acme-agent/1", data.GetProperty("user_agent").GetString());
    }
}

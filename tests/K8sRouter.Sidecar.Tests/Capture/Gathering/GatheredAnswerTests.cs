using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Sidecar.Capture.Gathering;
using K8sRouter.Testing.Conformance;

namespace K8sRouter.Sidecar.Tests.Capture.Gathering;

public sealed class GatheredAnswerTests
{
    [Fact]
    public async Task The_chunks_of_a_chat_become_its_whole_answer()
    {
        var answer = await GatherAsync(
            GenerationApis.Chat,
            """{"id":"u","object":"chat.completion.chunk","created":7,"model":"m","system_fingerprint":null,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}""",
            ": keepalive",
            """{"id":"u","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":1,"delta":{"content":"Two"},"finish_reason":""}]}""",
            """{"id":"u","choices":[{"index":0,"delta":{"content":"Gr\u00fc\ud83d","reasoning":"h"},"logprobs":{"content":[{"token":"a","logprob":-0.1,"bytes":[97],"top_logprobs":[]}]},"finish_reason":""}]}""",
            """{"id":"u","choices":[{"index":0,"delta":{"content":"\ude00ße","reasoning":"m"},"logprobs":{"content":[{"token":"b","logprob":-0.2,"bytes":[98],"top_logprobs":[]}]}}]}""",
            """{"id":"u","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""}}]}}]}""",
            """{"id":"u","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"","function":{"arguments":"{\"a\""}}]}}]}""",
            """{"id":"u","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}},{"index":1,"id":"d","type":"function","function":{"name":"g","arguments":"{}"}}]}}]}""",
            """{"id":"u","choices":[{"index":1,"delta":{},"finish_reason":"length"}]}""",
            """{"id":"u","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""",
            """{"id":"u","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}""",
            "[DONE]");

        Assert.Empty(ResponseSchemas.Validate("ChatResult", Answers.Parse(Answers.Chat().Document(answer.GetRawText()))));
        Assert.Equal(("chat.completion", 7, 12), (answer.GetProperty("object").GetString(), answer.GetProperty("created").GetInt32(), answer.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        var choice = answer.GetProperty("choices")[0];
        var message = choice.GetProperty("message");
        Assert.Equal(("Grü😀ße", "hm", "assistant"), (message.GetProperty("content").GetString(), message.GetProperty("reasoning").GetString(), message.GetProperty("role").GetString()));
        Assert.Equal(
            """[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"d","type":"function","function":{"name":"g","arguments":"{}"}}]""",
            message.GetProperty("tool_calls").GetRawText());
        Assert.Equal(2, choice.GetProperty("logprobs").GetProperty("content").GetArrayLength());
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        var other = answer.GetProperty("choices")[1];
        Assert.Equal(("Two", "length", 1), (other.GetProperty("message").GetProperty("content").GetString(), other.GetProperty("finish_reason").GetString(), other.GetProperty("index").GetInt32()));
    }

    [Fact]
    public async Task The_chunks_of_a_completion_become_its_text()
    {
        var answer = await GatherAsync(
            GenerationApis.Completions, """{"id":"u","object":"text_completion","choices":[{"index":0,"text":"Hel"}]}""",
            """{"id":"u","choices":[{"index":0,"text":"lo","finish_reason":"stop"}]}""");

        Assert.Equal(
            ("text_completion", "Hello", "stop"),
            (answer.GetProperty("object").GetString(), answer.GetProperty("choices")[0].GetProperty("text").GetString(), answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString()));
    }

    [Fact]
    public async Task The_last_event_of_a_response_is_its_whole_answer()
    {
        const string response = """{"id":"r","object":"response","status":"completed","output":[{"type":"message"}]}""";
        var answer = await GatherAsync(
            GenerationApis.Responses, """{"type":"response.created","response":{"id":"r","status":"in_progress","output":[]}}""",
            """{"type":"response.output_text.delta","delta":"x"}""", $$"""{"type":"response.completed","response":{{response}}}""");

        Assert.Equal(response, answer.GetRawText());
    }

    [Fact]
    public async Task The_events_of_a_message_become_its_blocks()
    {
        var answer = await GatherAsync(
            GenerationApis.Messages,
            """{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[],"model":"claude","stop_reason":null,"usage":{"input_tokens":10,"output_tokens":1}}}""",
            """{"type":"ping"}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"h"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"m"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Hi"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{"cited_text":"c"}}}""",
            """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\""}}""",
            """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":":[1]}"}}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":42}}""",
            """{"type":"message_stop"}""");

        Assert.Equal(
            """[{"type":"thinking","thinking":"hm","signature":"sig"},{"type":"text","text":"Hi","citations":[{"cited_text":"c"}]},{"type":"tool_use","id":"t","name":"f","input":{"a":[1]}}]""",
            answer.GetProperty("content").GetRawText());
        Assert.Equal(("message", "tool_use", "m"), (answer.GetProperty("type").GetString(), answer.GetProperty("stop_reason").GetString(), answer.GetProperty("id").GetString()));
        Assert.Equal("""{"input_tokens":10,"output_tokens":42}""", answer.GetProperty("usage").GetRawText());
    }

    [Theory]
    [InlineData(GenerationApis.Chat, """{"choices":[{"index":0,"delta":{"content":"a"}}]}""")]
    [InlineData(GenerationApis.Completions, """{"choices":[{"index":0,"text":"a"}]}""")]
    [InlineData(GenerationApis.Responses, """{"type":"response.output_text.delta","delta":"x"}""")]
    [InlineData(GenerationApis.Messages, """{"type":"message_start","message":{"id":"m","content":[]}}""")]
    [InlineData(GenerationApis.Embeddings, """{"data":[]}""")]
    [InlineData(GenerationApis.Chat, """{"choices":[{"index":0,""")]
    public async Task A_stream_that_is_cut_is_no_answer(string api, string data)
    {
        using var target = new PooledBuffer();

        Assert.Equal(AnswerFailure.BrokenOff, await ReadAsync(api, target, [data]));
    }

    [Theory]
    [InlineData(GenerationApis.Chat, """{"error":{"code":429,"message":"slow"}}""")]
    [InlineData(GenerationApis.Chat, """{"object":"error","code":429,"message":"slow"}""")]
    [InlineData(GenerationApis.Chat, """{"choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"code":429,"message":"slow"}}]}""")]
    [InlineData(GenerationApis.Responses, """{"type":"error","code":429,"message":"slow"}""")]
    [InlineData(GenerationApis.Responses, """{"type":"response.failed","response":{"status":"failed","error":{"code":429,"message":"slow"}}}""")]
    [InlineData(GenerationApis.Messages, """{"type":"error","error":{"type":429,"message":"slow"}}""")]
    public async Task An_error_in_the_stream_is_what_the_whole_answer_says(string api, string data)
    {
        using var target = new PooledBuffer();
        Assert.Null(await ReadAsync(api, target, [data]));
        using IAnswerRewriter rewriter = api switch
        {
            GenerationApis.Responses => new ResponsesRewriter(Answers.Identity(), null),
            GenerationApis.Messages => new MessagesRewriter(Answers.Identity(), null),
            _ => Answers.Chat(),
        };
        using var output = new PooledBuffer();

        Assert.Equal((429, "slow"), WholeAnswer.Rewrite(target.Span, rewriter, output) is { } failure ? (failure.Status, failure.Error!.Message) : default);
    }

    [Theory]
    [InlineData(64 << 10, 1 << 30, 1L << 30, AttemptFailures.TooLarge)]
    [InlineData(1 << 30, 64 << 10, 1L << 30, AttemptFailures.TooLarge)]
    [InlineData(1 << 30, 1 << 30, 64L << 10, AttemptFailures.NoMemory)]
    public async Task What_is_gathered_is_bounded(int maxBytes, int maxEventBytes, long budget, string expected)
    {
        using var target = new PooledBuffer();
        string piece = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + new string('x', 100_000) + "\"}}]}";
        using var memory = new HeldMemory(new MemoryBudget(budget));

        var failure = await ReadAsync(GenerationApis.Chat, target, [piece, "[DONE]"], maxBytes, maxEventBytes, memory);

        Assert.Equal(expected, failure?.Failure);
    }

    private static async Task<JsonElement> GatherAsync(string api, params string[] events)
    {
        using var target = new PooledBuffer();
        Assert.Null(await ReadAsync(api, target, events));
        return Answers.Parse(Encoding.UTF8.GetString(target.Span));
    }

    private static async Task<AnswerFailure?> ReadAsync(
        string api, PooledBuffer target, string[] events, int maxBytes = 1 << 20, int maxEventBytes = 1 << 20, HeldMemory? memory = null)
    {
        // In odd pieces, as a network gives them.
        var pieces = Encoding.UTF8.GetBytes(string.Concat(events.Select(data => $"data: {data}\n\n"))).Chunk(997);
        using var source = new PiecesStream(pieces);
        using var own = new HeldMemory(new MemoryBudget(1 << 24));
        return await GatheredAnswer.ReadAsync(source, api, target, maxBytes, maxEventBytes, memory ?? own, new AnswerFacts(), default);
    }
}

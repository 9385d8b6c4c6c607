using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Tests.Capture;

public sealed class MessagesRewriterTests
{
    [Fact]
    public void Usage_is_cumulative_and_cached_tokens_are_part_of_the_prompt()
    {
        var rewriter = new MessagesRewriter(Answers.Identity(), null);
        string start = rewriter.Event(
            """{"type":"message_start","message":{"id":"msg_1","type":"message","model":"claude","stop_reason":null,"usage":{"input_tokens":10,"cache_read_input_tokens":100,"cache_creation_input_tokens":20,"output_tokens":1}}}""");
        rewriter.Event("""{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":42}}""");

        var message = Answers.Parse(start).GetProperty("message");
        Assert.Equal(("gen-1", "openai/gpt-5-mini"), (message.GetProperty("id").GetString(), message.GetProperty("model").GetString()));
        Assert.Equal(10, message.GetProperty("usage").GetProperty("input_tokens").GetInt32());
        var usage = rewriter.Facts.Usage;
        Assert.Equal((130L, 42L, 100L, 20L, 172L), (usage.Prompt, usage.Completion, usage.Cached, usage.CacheWrite, usage.Total));
        Assert.Equal(("msg_1", "tool_calls", "tool_use"), (rewriter.Facts.UpstreamId, rewriter.Facts.FinishReason, rewriter.Facts.NativeFinishReason));
        // 10 plain, 100 read, 20 written, 42 out.
        Assert.Equal(0.000213m, CostCalculator.Calculate(Answers.Pricing, usage, 0)!.Total);
    }

    [Fact]
    public void A_later_count_replaces_the_earlier_one_and_is_never_added()
    {
        var rewriter = new MessagesRewriter(Answers.Identity(), null);
        rewriter.Event("""{"type":"message_start","message":{"usage":{"input_tokens":10,"output_tokens":1}}}""");
        rewriter.Event("""{"type":"message_delta","delta":{},"usage":{"input_tokens":12,"cache_read_input_tokens":3,"output_tokens":7}}""");

        Assert.Equal((15L, 7L), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion));
    }

    [Fact]
    public void A_stream_ends_with_message_stop_and_its_deltas_are_captured()
    {
        using var capture = Answers.Capture();
        var rewriter = new MessagesRewriter(Answers.Identity(), capture);
        rewriter.Event("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
        rewriter.Event("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}""");
        rewriter.Event("""{"type":"content_block_delta","index":1,"delta":{"type":"thinking_delta","thinking":"hm"}}""");
        rewriter.Event("""{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""");
        rewriter.Event("""{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}""");
        Assert.False(rewriter.Facts.IsTerminal);
        Assert.Equal("""{"type":"message_stop"}""", rewriter.Event("""{"type":"message_stop"}"""));

        Assert.True(rewriter.Facts.IsTerminal);
        Assert.Equal(
            [(DeltaKind.Text, 0, "Hi"), (DeltaKind.Reasoning, 1, "hm"), (DeltaKind.Block, 2, """{"type":"tool_use","id":"t","name":"f","input":{}}"""), (DeltaKind.BlockInput, 2, """{"a":1}""")],
            Answers.Deltas(capture));
    }

    [Fact]
    public void Blocks_of_every_kind_are_captured_and_what_a_text_begins_with_too()
    {
        using var capture = Answers.Capture();
        var rewriter = new MessagesRewriter(Answers.Identity(), capture);
        rewriter.Event("""{"type":"content_block_start","index":0,"content_block":{"text":"The ","type":"text"}}""");
        rewriter.Event("""{"type":"content_block_start","index":1,"content_block":{"type":"thinking","thinking":"Hm","signature":"c2ln"}}""");
        rewriter.Event("""{"type":"content_block_delta","index":1,"delta":{"type":"signature_delta","signature":"c2ln"}}""");
        rewriter.Event("""{"type":"content_block_start","index":2,"content_block":{"type":"server_tool_use","id":"s","name":"web_search","input":{}}}""");
        rewriter.Event("""{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{}"}}""");
        rewriter.Event("""{"type":"content_block_start","index":3,"content_block":{"type":"redacted_thinking","data":"b3BhcXVl"}}""");

        Assert.Equal(
            [
                (DeltaKind.Text, 0, "The "), (DeltaKind.Reasoning, 1, "Hm"),
                (DeltaKind.Block, 2, """{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"""), (DeltaKind.BlockInput, 2, "{}"),
                (DeltaKind.Block, 3, """{"type":"redacted_thinking","data":"b3BhcXVl"}"""),
            ],
            Answers.Deltas(capture));
    }

    [Fact]
    public void A_whole_message_keeps_all_but_its_names()
    {
        const string json = """{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2,"output_tokens_details":[]},"extra":{"a":[1, 2]}}""";
        var rewriter = new MessagesRewriter(Answers.Identity(), null);

        Assert.Equal(
            json.Replace("msg_1", "gen-1", StringComparison.Ordinal).Replace("claude", "openai/gpt-5-mini", StringComparison.Ordinal), rewriter.Document(json));
        Assert.Equal((3L, 2L, "stop"), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion, rewriter.Facts.FinishReason));
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"busy"}}""")]
    [InlineData("""{"error":{"type":"overloaded_error","message":"busy"}}""")]
    public void Errors_are_seen_in_events_and_in_whole_answers(string json)
    {
        var streamed = new MessagesRewriter(Answers.Identity(), null);
        streamed.Event(json);
        var whole = new MessagesRewriter(Answers.Identity(), null);
        whole.Document(json);

        Assert.Equal(("overloaded_error", "busy"), (streamed.Facts.Error?.Code, streamed.Facts.Error?.Message));
        Assert.Equal(("overloaded_error", "busy"), (whole.Facts.Error?.Code, whole.Facts.Error?.Message));
    }

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"detail":"starting"}""")]
    [InlineData("""{"id":"m","type":"message"}""")]
    [InlineData("""{"id":"m","type":"message","content":null,"stop_reason":"end_turn"}""")]
    [InlineData("""{"id":"m","type":"message","content":[],"stop_reason":null}""")]
    [InlineData("""{"id":"m","type":"message","content":[],"stop_reason":""}""")]
    public void A_whole_message_without_content_is_no_answer(string json) =>
        Assert.Throws<JsonException>(() => new MessagesRewriter(Answers.Identity(), null).Document(json));

    [Fact]
    public void A_turn_that_ends_without_a_word_is_an_answer()
    {
        var rewriter = new MessagesRewriter(Answers.Identity(), null);
        string answer = rewriter.Document("""{"id":"m","content":[],"stop_reason":"end_turn"}""");

        Assert.Equal("stop", rewriter.Facts.FinishReason);
        Assert.Equal("message", Answers.Parse(answer).GetProperty("type").GetString());
    }

    [Fact]
    public void A_stop_reason_that_says_nothing_is_null_and_ends_nothing()
    {
        var rewriter = new MessagesRewriter(Answers.Identity(), null);
        string start = rewriter.Event("""{"type":"message_start","message":{"id":"m","content":[],"stop_reason":""}}""");
        string delta = rewriter.Event("""{"type":"message_delta","delta":{"stop_reason":"","stop_sequence":null}}""");

        Assert.Equal(JsonValueKind.Null, Answers.Parse(start).GetProperty("message").GetProperty("stop_reason").ValueKind);
        Assert.Equal(JsonValueKind.Null, Answers.Parse(delta).GetProperty("delta").GetProperty("stop_reason").ValueKind);
        Assert.Null(rewriter.Facts.FinishReason);
    }

    [Fact]
    public void A_ping_begins_nothing_and_what_has_no_type_is_passed_over()
    {
        using var output = new PooledBuffer();
        var rewriter = new MessagesRewriter(Answers.Identity(), null);

        Assert.True(rewriter.RewriteEvent("""{"type":"ping"}"""u8, output));
        Assert.False(rewriter.RewriteEvent("""{"detail":"starting"}"""u8, output));
        Assert.False(rewriter.Facts.HasBegun);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"type":"message","usage":{""")]
    [InlineData("""{"type":"message"}<html>""")]
    [InlineData("""{"type":"message"}{}""")]
    public void What_is_no_message_is_refused(string json)
    {
        Assert.ThrowsAny<JsonException>(() => new MessagesRewriter(Answers.Identity(), null).Event(json));
        Assert.ThrowsAny<JsonException>(() => new MessagesRewriter(Answers.Identity(), null).Document(json));
    }
}

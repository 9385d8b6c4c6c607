using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;

namespace K8sRouter.Sidecar.Tests.Capture;

public sealed class ResponsesRewriterTests
{
    private const string Response = """{"id":"resp_1","object":"response","status":"completed","model":"gpt","error":null,"output":[{"type":"message"}],"usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":15}}""";

    [Fact]
    public void A_whole_response_gets_names_and_cost()
    {
        var rewriter = new ResponsesRewriter(Answers.Identity(), null);
        var answer = Answers.Parse(rewriter.Document(Response));

        Assert.Equal(("gen-1", "openai/gpt-5-mini"), (answer.GetProperty("id").GetString(), answer.GetProperty("model").GetString()));
        Assert.Equal(0.0000264m, answer.GetProperty("usage").GetProperty("cost").GetDecimal());
        Assert.Equal(0.0000064m, answer.GetProperty("usage").GetProperty("cost_details").GetProperty("upstream_inference_input_cost").GetDecimal());
        Assert.Equal(0.00002m, answer.GetProperty("usage").GetProperty("cost_details").GetProperty("upstream_inference_output_cost").GetDecimal());
        Assert.Equal(("resp_1", "stop", "completed"), (rewriter.Facts.UpstreamId, rewriter.Facts.FinishReason, rewriter.Facts.NativeFinishReason));
        Assert.Equal((10L, 5L, 4L, 2L), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion, rewriter.Facts.Usage.Cached, rewriter.Facts.Usage.Reasoning));
    }

    [Fact]
    public void A_stream_ends_with_its_response_which_is_what_is_captured()
    {
        using var capture = Answers.Capture(maxBytes: Encoding.UTF8.GetByteCount(Response) + 10);
        var rewriter = new ResponsesRewriter(Answers.Identity(), capture);
        string created = rewriter.Event("""{"type":"response.created","response":{"id":"resp_1","status":"in_progress","model":"gpt"}}""");
        rewriter.Event("""{"type":"response.output_text.delta","delta":"Hello, this is text"}""");
        Assert.Equal(CapturedResponseFormat.Deltas, capture.Format);
        Assert.False(rewriter.Facts.IsTerminal);
        string completed = rewriter.Event($$"""{"type":"response.completed","response":{{Response}}}""");

        Assert.Equal("gen-1", Answers.Parse(created).GetProperty("response").GetProperty("id").GetString());
        Assert.Equal(0.0000264m, Answers.Parse(completed).GetProperty("response").GetProperty("usage").GetProperty("cost").GetDecimal());
        Assert.True(rewriter.Facts.IsTerminal);
        // The deltas that it replaces don't count against the document's budget.
        Assert.Equal((CapturedResponseFormat.Json, false), (capture.Format, capture.Truncated));
        Assert.Equal(Response, Encoding.UTF8.GetString(capture.Memory.Span));
    }

    [Fact]
    public void Of_a_stream_that_breaks_off_the_items_that_were_done_are_kept()
    {
        using var capture = Answers.Capture();
        var rewriter = new ResponsesRewriter(Answers.Identity(), capture);
        rewriter.Event("""{"type":"response.reasoning_summary_text.delta","delta":"hm"}""");
        rewriter.Event("""{"type":"response.output_item.done","item":{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]}}""");
        rewriter.Event("""{"type":"response.refusal.delta","delta":"no"}""");
        rewriter.Event("""{"type":"response.audio.transcript.delta","delta":"The "}""");
        rewriter.Event("""{"type":"response.output_item.done","item":{"type":"message","content":[{"type":"refusal","refusal":"no"}]}}""");
        rewriter.Event("""{"type":"response.custom_tool_call_input.delta","delta":"SELECT 1"}""");
        rewriter.Event("""{"type":"response.output_item.done","item":{"type":"custom_tool_call","call_id":"c","name":"sql","input":"SELECT 1"}}""");

        Assert.Equal(
            [
                (DeltaKind.Reasoning, 0, "hm"), (DeltaKind.Text, 0, "no"), (DeltaKind.Text, 0, "The "),
                (DeltaKind.Parts, 0, """{"type":"custom_tool_call","call_id":"c","name":"sql","input":"SELECT 1"}"""),
            ],
            Answers.Deltas(capture));
    }

    [Fact]
    public void An_incomplete_response_is_an_end_by_length()
    {
        var rewriter = new ResponsesRewriter(Answers.Identity(), null);
        rewriter.Event("""{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}}""");

        Assert.Equal((true, "length"), (rewriter.Facts.IsTerminal, rewriter.Facts.FinishReason));
    }

    [Theory]
    [InlineData("""{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"no"}}}""", "server_error", "no")]
    [InlineData("""{"type":"error","code":"rate_limit","message":"no"}""", "rate_limit", "no")]
    [InlineData("""{"error":{"code":"x","message":"no"}}""", "x", "no")]
    public void A_failed_response_is_an_error_of_the_provider(string json, string code, string message)
    {
        var rewriter = new ResponsesRewriter(Answers.Identity(), null);
        rewriter.Event(json);

        Assert.Equal((code, message), (rewriter.Facts.Error?.Code, rewriter.Facts.Error?.Message));
    }

    [Theory]
    [InlineData("""{"error":{"code":"x","message":"no"}}""", "no")]
    [InlineData("""{"error":"no"}""", "no")]
    [InlineData("""{"object":"error","message":"no"}""", "no")]
    [InlineData("""{"id":"r","status":"failed","error":{"code":"server_error","message":"no"},"output":[]}""", "no")]
    public void A_whole_answer_that_says_error_is_one_whatever_its_status(string json, string message)
    {
        var rewriter = new ResponsesRewriter(Answers.Identity(), null);
        rewriter.Document(json);

        Assert.Equal(message, rewriter.Facts.Error?.Message);
    }

    [Theory]
    [InlineData("""{"id":"r","status":"failed","error":null,"output":[]}""")]
    [InlineData("""{"id":"r","status":"cancelled","output":[]}""")]
    [InlineData("""{"type":"error","code":"server_error","message":"no"}""")]
    public void A_response_that_says_it_failed_is_an_error_without_words_too(string json)
    {
        var rewriter = new ResponsesRewriter(Answers.Identity(), null);
        rewriter.Document(json);
        Assert.NotNull(rewriter.Facts.Error);

        var streamed = new ResponsesRewriter(Answers.Identity(), null);
        streamed.Event($$"""{"type":"response.completed","response":{{json}}}""");
        Assert.NotNull(streamed.Facts.Error);
        Assert.False(streamed.Facts.IsTerminal);
    }

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"detail":"starting"}""")]
    [InlineData("""{"id":"r","object":"response","status":"completed"}""")]
    [InlineData("""{"id":"r","object":"response","status":"completed","output":null}""")]
    [InlineData("""{"id":"r","object":"response","status":"completed","output":[]}""")]
    public void A_whole_response_without_output_is_no_answer(string json) =>
        Assert.Throws<JsonException>(() => new ResponsesRewriter(Answers.Identity(), null).Document(json));

    [Fact]
    public void A_response_that_ran_out_of_tokens_before_its_first_word_is_an_answer()
    {
        var rewriter = new ResponsesRewriter(Answers.Identity(), null);
        rewriter.Document("""{"id":"r","status":"incomplete","output":[]}""");

        Assert.Equal((null, "length"), (rewriter.Facts.Error, rewriter.Facts.FinishReason));
    }

    [Fact]
    public void A_status_that_says_nothing_ends_nothing_and_takes_that_of_its_event()
    {
        var rewriter = new ResponsesRewriter(Answers.Identity(), null);
        string created = rewriter.Event("""{"type":"response.created","response":{"id":"r","status":""}}""");
        Assert.Null(rewriter.Facts.FinishReason);
        string completed = rewriter.Event("""{"type":"response.completed","response":{"id":"r","status":"","output":[{}]}}""");
        string whole = new ResponsesRewriter(Answers.Identity(), null).Document("""{"id":"r","status":"","output":[{}]}""");

        Assert.Equal("in_progress", Answers.Parse(created).GetProperty("response").GetProperty("status").GetString());
        Assert.Equal("completed", Answers.Parse(completed).GetProperty("response").GetProperty("status").GetString());
        Assert.Equal("completed", Answers.Parse(whole).GetProperty("status").GetString());
        Assert.Equal("stop", rewriter.Facts.FinishReason);
    }

    [Fact]
    public void The_number_after_the_last_event_that_was_handed_on_is_known()
    {
        var rewriter = new ResponsesRewriter(Answers.Identity(), null);
        Assert.Equal(0, rewriter.Facts.NextSequenceNumber);
        rewriter.Event("""{"type":"response.created","sequence_number":0,"response":{}}""");
        rewriter.Event("""{"type":"response.output_text.delta","sequence_number":6,"delta":"x"}""");
        Assert.Equal(7, rewriter.Facts.NextSequenceNumber);
        rewriter.Event("""{"type":"response.failed","sequence_number":7,"response":{"status":"failed"}}""");
        Assert.Equal(7, rewriter.Facts.NextSequenceNumber);
    }

    [Fact]
    public void A_keep_alive_begins_nothing_and_what_has_no_type_is_passed_over()
    {
        using var output = new PooledBuffer();
        var rewriter = new ResponsesRewriter(Answers.Identity(), null);

        Assert.True(rewriter.RewriteEvent("""{"type":"keepalive","sequence_number":1}"""u8, output));
        Assert.False(rewriter.RewriteEvent("""{"detail":"starting"}"""u8, output));
        Assert.False(rewriter.Facts.HasBegun);
        Assert.True(rewriter.RewriteEvent("""{"type":"response.queued"}"""u8, output));
        Assert.True(rewriter.Facts.HasBegun);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("""{"id":"r" """)]
    [InlineData("""{"id":"r"} trailing""")]
    public void What_is_no_response_is_refused(string json)
    {
        Assert.ThrowsAny<JsonException>(() => new ResponsesRewriter(Answers.Identity(), null).Event(json));
        Assert.ThrowsAny<JsonException>(() => new ResponsesRewriter(Answers.Identity(), null).Document(json));
    }
}

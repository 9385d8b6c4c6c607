using System.Text.Json;
using K8sRouter.Core.Configuration;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Capture;
using K8sRouter.Testing.Conformance;

namespace K8sRouter.Sidecar.Tests.Capture;

public sealed class ChatRewriterTests
{
    private const string Whole = """
        {"id":"chatcmpl-1","object":"chat.completion","created":1795,"model":"gpt-5-mini-2025",
         "choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"logprobs":null,"finish_reason":"stop"}],
         "usage":{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110,"prompt_tokens_details":{"cached_tokens":40}}}
        """;

    [Fact]
    public void A_whole_answer_carries_the_routers_names_and_the_cost()
    {
        var rewriter = Answers.Chat();
        var answer = Answers.Parse(rewriter.Document(Whole));

        Assert.Empty(ResponseSchemas.Validate("ChatResult", answer));
        Assert.Equal("gen-1", answer.GetProperty("id").GetString());
        Assert.Equal("openai/gpt-5-mini", answer.GetProperty("model").GetString());
        Assert.Equal("Acme AI", answer.GetProperty("provider").GetString());
        Assert.Equal(1795, answer.GetProperty("created").GetInt64());
        var usage = answer.GetProperty("usage");
        // 60 plain at 1e-6, 40 cached at 1e-7, 10 out at 4e-6.
        Assert.Equal(0.000104m, usage.GetProperty("cost").GetDecimal());
        Assert.False(usage.GetProperty("is_byok").GetBoolean());
        Assert.Equal(0.000104m, usage.GetProperty("cost_details").GetProperty("upstream_inference_cost").GetDecimal());
        Assert.Equal(0.000064m, usage.GetProperty("cost_details").GetProperty("upstream_inference_prompt_cost").GetDecimal());
        Assert.Equal(0.00004m, usage.GetProperty("cost_details").GetProperty("upstream_inference_completions_cost").GetDecimal());
        Assert.Equal(("chatcmpl-1", "stop", true), (rewriter.Facts.UpstreamId, rewriter.Facts.FinishReason, rewriter.Facts.HasContent));
    }

    [Fact]
    public void What_a_provider_leaves_out_and_clients_demand_is_added()
    {
        var answer = Answers.Parse(Answers.Chat().Document(
            """{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"}}]}"""));

        Assert.Empty(ResponseSchemas.Validate("ChatResult", answer));
        Assert.Equal("gen-1", answer.GetProperty("id").GetString());
        Assert.Equal("openai/gpt-5-mini", answer.GetProperty("model").GetString());
        Assert.Equal("Acme AI", answer.GetProperty("provider").GetString());
        Assert.Equal(1_795_176_000, answer.GetProperty("created").GetInt64());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("choices")[0].GetProperty("finish_reason").ValueKind);
    }

    [Theory]
    [InlineData("""{"index":0,"delta":{}}""")]
    [InlineData("""{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}""")]
    [InlineData("""{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":""}}]},"finish_reason":"tool_use"}""")]
    [InlineData("""{"delta":{"content":"x"},"finish_reason":"end_turn","index":0}""")]
    public void Every_chunk_conforms(string choice)
    {
        string json = $$"""{"id":"u","object":"chat.completion.chunk","model":"m","system_fingerprint":null,"usage":null,"choices":[{{choice}}]}""";

        var chunk = Answers.Parse(Answers.Chat().Event(json));

        Assert.Empty(ResponseSchemas.Validate("ChatStreamChunk", chunk));
        Assert.False(chunk.TryGetProperty("usage", out _));
        Assert.False(chunk.TryGetProperty("system_fingerprint", out _));
    }

    [Fact]
    public void An_empty_choice_gets_a_finish_reason_and_stays_valid() =>
        Assert.Equal(JsonValueKind.Null, Answers.Parse(Answers.Chat().Event("""{"choices":[{}, { }]}"""))
            .GetProperty("choices")[1].GetProperty("finish_reason").ValueKind);

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("end_turn", "stop")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("insufficient_system_resource", "error")]
    public void Finish_reasons_are_the_apis_with_the_providers_own_beside_them(string native, string expected)
    {
        var rewriter = Answers.Chat();
        var choice = Answers.Parse(rewriter.Event($$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{native}}","x":1}]}""")).GetProperty("choices")[0];

        Assert.Equal(expected, choice.GetProperty("finish_reason").GetString());
        Assert.Equal(native, choice.GetProperty("native_finish_reason").GetString());
        Assert.Equal(1, choice.GetProperty("x").GetInt32());
        Assert.Equal((expected, native), (rewriter.Facts.FinishReason, rewriter.Facts.NativeFinishReason));
    }

    [Fact]
    public void A_native_reason_of_a_compatible_provider_stays()
    {
        string json = Answers.Chat().Event("""{"choices":[{"index":0,"delta":{},"finish_reason":"stop","native_finish_reason":"STOP"}]}""");

        Assert.Equal("STOP", Answers.Parse(json).GetProperty("choices")[0].GetProperty("native_finish_reason").GetString());
        Assert.Equal(json.IndexOf("native_finish_reason", StringComparison.Ordinal), json.LastIndexOf("native_finish_reason", StringComparison.Ordinal));
    }

    [Fact]
    public void A_providers_own_cost_and_name_are_replaced()
    {
        var answer = Answers.Parse(Answers.Chat().Document(
            """{"provider":"Someone","id":"u","model":"m","usage":{"cost":99,"is_byok":true,"cost_details":{"x":1},"prompt_tokens":1,"completion_tokens":1},"choices":[{"message":{}}]}"""));

        Assert.Equal("Acme AI", answer.GetProperty("provider").GetString());
        Assert.Equal(0.000005m, answer.GetProperty("usage").GetProperty("cost").GetDecimal());
        Assert.False(answer.GetProperty("usage").GetProperty("is_byok").GetBoolean());
        Assert.False(answer.GetProperty("usage").GetProperty("cost_details").TryGetProperty("x", out _));
        Assert.Equal(2, answer.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public void Without_a_price_the_cost_is_null_and_not_zero()
    {
        var usage = Answers.Parse(Answers.Chat(Answers.Identity(unpriced: true)).Document(Whole)).GetProperty("usage");

        Assert.Equal(JsonValueKind.Null, usage.GetProperty("cost").ValueKind);
        Assert.False(usage.TryGetProperty("cost_details", out _));
    }

    [Fact]
    public void A_discount_lowers_what_is_charged_and_not_what_it_cost()
    {
        var usage = Answers.Parse(Answers.Chat(Answers.Identity(discount: 0.25m, byok: true)).Document(Whole)).GetProperty("usage");

        Assert.Equal(0.000078m, usage.GetProperty("cost").GetDecimal());
        Assert.Equal(0.000104m, usage.GetProperty("cost_details").GetProperty("upstream_inference_cost").GetDecimal());
        Assert.True(usage.GetProperty("is_byok").GetBoolean());
    }

    [Fact]
    public void The_last_usage_of_a_stream_counts_whether_or_not_the_chunk_has_choices()
    {
        var rewriter = Answers.Chat();
        rewriter.Event("""{"choices":[{"index":0,"delta":{"content":"a"}}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""");
        string second = rewriter.Event("""{"choices":[{"index":0,"delta":{"content":"b"}}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}""");
        rewriter.Event("""{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8,"completion_tokens_details":{"reasoning_tokens":2}}}""");

        Assert.Equal(0.000013m, Answers.Parse(second).GetProperty("usage").GetProperty("cost").GetDecimal());
        Assert.Equal((5L, 3L, 8L, 2L), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion, rewriter.Facts.Usage.Total, rewriter.Facts.Usage.Reasoning));
    }

    [Theory]
    [InlineData("""{"error":{"message":"no","code":429}}""", 429, "429", "no")]
    [InlineData("""{"error":{"message":"no","type":"overloaded_error"}}""", null, "overloaded_error", "no")]
    [InlineData("""{"error":"no"}""", null, null, "no")]
    [InlineData("""{"object":"error","message":"no","type":"BadRequestError","code":400}""", 400, "400", "no")]
    [InlineData("""{"id":"x","choices":[],"error":{"message":"\ud800"}}""", null, null, null)]
    public void Errors_of_all_forms_are_seen_inside_an_answer(string json, int? status, string? code, string? message)
    {
        var rewriter = Answers.Chat();
        rewriter.Event(json);

        Assert.Equal((status, code, message), (rewriter.Facts.Error!.Status, rewriter.Facts.Error.Code, rewriter.Facts.Error.Message));
    }

    [Fact]
    public void A_null_error_is_none()
    {
        var rewriter = Answers.Chat();
        rewriter.Event("""{"choices":[],"error":null}""");

        Assert.Null(rewriter.Facts.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"id":"u" """)]
    [InlineData("""{"id":"u"}{"id":"v"}""")]
    [InlineData("""{"choices":[null]}""")]
    [InlineData("""{"choices":[{"index":0""")]
    [InlineData("""{"id":"u",}""")]
    public void What_is_no_answer_is_refused(string json)
    {
        Assert.ThrowsAny<JsonException>(() => Answers.Chat().Event(json));
        Assert.ThrowsAny<JsonException>(() => Answers.Chat().Document(json));
    }

    [Fact]
    public void A_delta_of_a_wrong_kind_is_left_alone()
    {
        var chunk = Answers.Parse(Answers.Chat().Event("""{"choices":[{"delta":[{"model":"x"}],"x":1}],"y":2}"""));

        Assert.Equal("[{\"model\":\"x\"}]", chunk.GetProperty("choices")[0].GetProperty("delta").GetRawText());
        Assert.Equal(2, chunk.GetProperty("y").GetInt32());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"detail":"busy"}""")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[{"index":0,"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":null}]}""")]
    [InlineData("""{"data":[{"embedding":[1]}]}""")]
    public void A_document_without_a_body_is_no_answer(string json)
    {
        Assert.Throws<JsonException>(() => Answers.Chat().Document(json));
        Assert.Throws<JsonException>(() => Answers.Chat(api: GenerationApis.Completions).Document(json));
    }

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"choices":[{"message":{}}]}""")]
    public void Embeddings_without_a_vector_are_no_answer(string json) =>
        Assert.Throws<JsonException>(() => Answers.Chat(api: GenerationApis.Embeddings).Document(json));

    [Fact]
    public void A_chunk_without_choices_is_normal_and_one_of_no_known_form_is_passed_over()
    {
        using var output = new PooledBuffer();
        var rewriter = Answers.Chat();

        Assert.False(rewriter.RewriteEvent("""{"detail":"starting"}"""u8, output));
        Assert.False(rewriter.RewriteEvent("""{"choices":null,"usage":null}"""u8, output));
        Assert.False(rewriter.Facts.HasBegun);
        Assert.True(rewriter.RewriteEvent("""{"choices":[],"prompt_filter_results":[]}"""u8, output));
        Assert.True(rewriter.Facts.HasBegun);
        Assert.True(rewriter.RewriteEvent("""{"usage":{"prompt_tokens":1}}"""u8, output));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    [InlineData("\"null\"")]
    [InlineData("\"None\"")]
    [InlineData("\"FINISH_REASON_UNSPECIFIED\"")]
    [InlineData("false")]
    [InlineData("{\"reason\":\"stop\"}")]
    public void A_reason_that_says_nothing_is_null_and_ends_nothing(string reason)
    {
        foreach (bool whole in new[] { false, true })
        {
            var rewriter = Answers.Chat();
            string json = $$"""{"choices":[{"index":0,"finish_reason":{{reason}},"message":{"content":"Hi"},"text":"Hi"}],"x":1}""";
            var answer = Answers.Parse(whole ? rewriter.Document(json) : rewriter.Event(json));

            var choice = answer.GetProperty("choices")[0];
            Assert.Equal(JsonValueKind.Null, choice.GetProperty("finish_reason").ValueKind);
            Assert.Equal(JsonValueKind.Null, choice.GetProperty("native_finish_reason").ValueKind);
            Assert.Equal(1, answer.GetProperty("x").GetInt32());
            Assert.Equal((null, null, false), (rewriter.Facts.FinishReason, rewriter.Facts.NativeFinishReason, rewriter.Facts.IsFinished));
        }
    }

    [Theory]
    [InlineData("""{"index":0,"message":{"content":""},"finish_reason":"error","error":{"code":429,"message":"x"}}""", 429, "429", "x")]
    [InlineData("""{"index":0,"delta":{"content":""},"error":{"code":"overloaded","message":"x"},"finish_reason":"error"}""", null, "overloaded", "x")]
    [InlineData("""{"index":0,"text":"","error":"x"}""", null, null, "x")]
    [InlineData("""{"index":0,"message":{"content":null},"finish_reason":"error"}""", null, null, null)]
    public void An_error_inside_a_choice_is_an_error(string choice, int? status, string? code, string? message)
    {
        foreach (bool whole in new[] { false, true })
        {
            var rewriter = Answers.Chat();
            string json = $$"""{"id":"u","choices":[{{choice}}]}""";
            _ = whole ? rewriter.Document(json) : rewriter.Event(json);

            Assert.Equal((status, code, message), (rewriter.Facts.Error?.Status, rewriter.Facts.Error?.Code, rewriter.Facts.Error?.Message));
            Assert.NotNull(rewriter.Facts.Error);
        }
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"a"},"error":null,"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":""},"finish_reason":"stop"}],"error":""}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"error"}],"error":false}""")]
    public void What_names_no_error_is_none(string json)
    {
        var rewriter = Answers.Chat();
        rewriter.Document(json);

        Assert.Null(rewriter.Facts.Error);
    }

    [Fact]
    public void Usage_details_of_a_wrong_kind_are_skipped_whole()
    {
        var rewriter = Answers.Chat();
        var usage = Answers.Parse(rewriter.Document(
            """{"usage":{"prompt_tokens_details":[],"completion_tokens_details":[1],"prompt_tokens":3,"completion_tokens":4},"z":1,"choices":[{"message":{}}]}"""));

        Assert.Equal(1, usage.GetProperty("z").GetInt32());
        Assert.Equal((3L, 4L), (rewriter.Facts.Usage.Prompt, rewriter.Facts.Usage.Completion));
    }

    [Fact]
    public void What_a_stream_says_is_captured_by_kind_and_choice()
    {
        using var capture = Answers.Capture();
        var rewriter = Answers.Chat(capture: capture);
        rewriter.Event("""{"choices":[{"index":1,"delta":{"role":"assistant","content":"a\n\u00e9"}}]}""");
        rewriter.Event("""{"choices":[{"index":0,"delta":{"reasoning_content":"hm"}}]}""");
        rewriter.Event("""{"choices":[{"index":0,"delta":{"refusal":"no"}}]}""");
        rewriter.Event("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0}]}}]}""");
        rewriter.Event("""{"choices":[{"index":0,"text":"legacy"}]}""");

        Assert.Equal(
            [(DeltaKind.Text, 1, "a\né"), (DeltaKind.Reasoning, 0, "hm"), (DeltaKind.Refusal, 0, "no"), (DeltaKind.ToolCalls, 0, """[{"index":0}]"""), (DeltaKind.Text, 0, "legacy")],
            Answers.Deltas(capture));
    }

    [Fact]
    public void Reasoning_under_two_names_is_captured_once()
    {
        using var capture = Answers.Capture();
        var rewriter = Answers.Chat(capture: capture);
        rewriter.Event("""{"choices":[{"index":0,"delta":{"reasoning_content":"Think ","reasoning":"Think ","reasoning_details":[{"type":"reasoning.text","text":"Think "}]}}]}""");
        rewriter.Event("""{"choices":[{"index":0,"delta":{"reasoning":"hard.","reasoning_content":"hard.","content":"A"}}]}""");
        rewriter.Event("""{"choices":[{"index":0,"delta":{"reasoning":"","reasoning_content":" Harder.","content":null}}]}""");
        rewriter.Event("""{"choices":[{"index":0,"delta":{"reasoning":null,"reasoning_details":[{"type":"reasoning.text","text":"!"}]}}]}""");

        Assert.Equal(
            [
                (DeltaKind.Reasoning, 0, "Think "), (DeltaKind.Text, 0, "A"), (DeltaKind.Reasoning, 0, "hard."), (DeltaKind.Reasoning, 0, " Harder."),
                (DeltaKind.Parts, 0, """[{"type":"reasoning.text","text":"!"}]"""),
            ],
            Answers.Deltas(capture));
    }

    [Fact]
    public void Parts_images_and_transcripts_of_a_stream_are_captured()
    {
        using var capture = Answers.Capture();
        var rewriter = Answers.Chat(capture: capture);
        rewriter.Event("""{"choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}}]}""");
        rewriter.Event("""{"choices":[{"index":1,"delta":{"images":[{"type":"image_url"}]}}]}""");
        rewriter.Event("""{"choices":[{"index":0,"delta":{"audio":{"id":"a","transcript":"The ","data":"UklGRg=="}}}]}""");
        rewriter.Event("""{"choices":[{"index":0,"delta":{"function_call":{"name":"f"}}}]}""");

        Assert.Equal(
            [
                (DeltaKind.Parts, 0, """[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]"""), (DeltaKind.Parts, 1, """[{"type":"image_url"}]"""),
                (DeltaKind.Text, 0, "The "), (DeltaKind.FunctionCall, 0, """{"name":"f"}"""),
            ],
            Answers.Deltas(capture));
    }

    [Fact]
    public void Reasoning_of_legacy_completions_is_captured_like_their_text()
    {
        using var capture = Answers.Capture();
        var rewriter = Answers.Chat(capture: capture, api: GenerationApis.Completions);
        rewriter.Event("""{"choices":[{"index":0,"text":"A","reasoning":"hm","reasoning_content":"hm"}]}""");

        Assert.Equal([(DeltaKind.Text, 0, "A"), (DeltaKind.Reasoning, 0, "hm")], Answers.Deltas(capture));
    }

    [Fact]
    public void Chunks_of_two_choices_that_take_turns_are_captured_for_the_choice_that_they_are_of()
    {
        using var capture = Answers.Capture();
        var rewriter = Answers.Chat(capture: capture);
        for (int i = 0; i < 12; i++)
            rewriter.Event($$"""{"id":"u","choices":[{"index":{{i % 2}},"delta":{"content":"{{i}}"} }]}""");
        rewriter.Event("""{"id":"u","choices":[{"index":1,"delta":{"content":"x"}}],"extra":1}""");
        rewriter.Event("""{"id":"u","choices":[{"index":0,"delta":{"content":"y"}}]}""");

        Assert.Equal("0246810y", string.Concat(Answers.Deltas(capture).Where(delta => delta.Index == 0).Select(delta => delta.Text)));
    }

    [Fact]
    public void Embeddings_get_names_and_cost_and_no_copy()
    {
        using var capture = Answers.Capture();
        var rewriter = Answers.Chat(capture: capture, api: GenerationApis.Embeddings);
        var answer = Answers.Parse(rewriter.Document(
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.10,-2e-3]}],"model":"e","usage":{"prompt_tokens":8,"total_tokens":8}}"""));

        Assert.Equal("[0.10,-2e-3]", answer.GetProperty("data")[0].GetProperty("embedding").GetRawText());
        Assert.Equal("gen-1", answer.GetProperty("id").GetString());
        Assert.Equal(0.000008m, answer.GetProperty("usage").GetProperty("cost").GetDecimal());
        Assert.False(answer.TryGetProperty("created", out _));
        Assert.Equal(0, capture.Memory.Length);
        Assert.True(rewriter.Facts.IsTerminal);
    }

    [Fact]
    public void Legacy_completions_keep_their_text_and_get_the_rest()
    {
        var rewriter = Answers.Chat(api: GenerationApis.Completions);
        var answer = Answers.Parse(rewriter.Document(
            """{"id":"cmpl-1","object":"text_completion","created":5,"model":"m","choices":[{"text":"hi","index":0,"logprobs":null,"finish_reason":"eos"}]}"""));

        Assert.Equal("hi", answer.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal("stop", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal("eos", rewriter.Facts.NativeFinishReason);
    }

    [Fact]
    public void Names_that_need_escaping_stay_valid_json()
    {
        var identity = new AnswerIdentity("gen-1", "a/\"b\\", "Acme \"AI\" <é>", 1, new EndpointPricing(), 0, false);

        var answer = Answers.Parse(Answers.Chat(identity).Event("""{"id":"u","model":"m","choices":[]}"""));

        Assert.Equal("a/\"b\\", answer.GetProperty("model").GetString());
        Assert.Equal("Acme \"AI\" <é>", answer.GetProperty("provider").GetString());
    }
}

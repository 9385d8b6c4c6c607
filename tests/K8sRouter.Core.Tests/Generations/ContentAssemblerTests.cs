using System.Buffers;
using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Tests.Generations;

public class ContentAssemblerTests
{
    [Theory]
    [InlineData(
        "chat",
        """{"model":"m","messages":[{"role":"user","content":"hi"}],"tools":[]}""",
        """{"choices":[{"message":{"content":"hello","reasoning":"why"}},{"message":{"content":"other"}}]}""",
        """{"input":{"messages":[{"role":"user","content":"hi"}]},"output":{"completion":"hello","reasoning":"why"},"error":null}""")]
    [InlineData(
        "chat",
        """{"messages":[]}""",
        """{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"reasoning_content":"r"}}]}""",
        """{"input":{"messages":[]},"output":{"completion":"ab","reasoning":"r"},"error":null}""")]
    [InlineData(
        "chat",
        """{"messages":[]}""",
        """{"choices":[{"message":{"content":null,"refusal":"I can't"}}]}""",
        """{"input":{"messages":[]},"output":{"completion":"I can\u0027t","reasoning":null},"error":null}""")]
    [InlineData(
        "completions",
        """{"prompt":"once"}""",
        """{"choices":[{"text":" upon"}]}""",
        """{"input":{"prompt":"once"},"output":{"completion":" upon","reasoning":null},"error":null}""")]
    [InlineData(
        "embeddings",
        """{"input":[ "a","b" ]}""",
        """{"data":[{"embedding":[0.1]}]}""",
        """{"input":{"prompt":"[ \u0022a\u0022,\u0022b\u0022 ]"},"output":{"completion":null,"reasoning":null},"error":null}""")]
    [InlineData(
        "responses",
        """{"instructions":"be brief","input":"hi"}""",
        """{"output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"thought"}]},{"type":"message","content":[{"type":"output_text","text":"yes"}]}]}""",
        """{"input":{"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hi"}]},"output":{"completion":"yes","reasoning":"thought"},"error":null}""")]
    [InlineData(
        "responses",
        """{"input":[{"role":"user","content":"hi"}]}""",
        """{"type":"response.completed","response":{"output":[{"type":"message","content":[{"type":"output_text","text":"yes"}]}]}}""",
        """{"input":{"messages":[{"role":"user","content":"hi"}]},"output":{"completion":"yes","reasoning":null},"error":null}""")]
    [InlineData(
        "messages",
        """{"system":[{"type":"text","text":"s"}],"messages":[{"role":"user","content":"hi"}]}""",
        """{"content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"one "},{"type":"text","text":"two"}]}""",
        """{"input":{"messages":[{"role":"system","content":[{"type":"text","text":"s"}]},{"role":"user","content":"hi"}]},"output":{"completion":"one two","reasoning":"hm"},"error":null}""")]
    public void A_whole_answer_of_each_api_is_brought_into_one_shape(string api, string request, string response, string expected) =>
        Assert.Equal(expected, Data(Records.Completed(api), Records.Whole(request, response)));

    [Theory]
    [InlineData("chat", "Hello", "why")]
    [InlineData("completions", "Hello", "why")]
    [InlineData("responses", "Hello ignored", "why")]
    [InlineData("messages", "Hello ignored", "why")]
    public void A_stream_is_put_together_from_what_its_events_added(string api, string completion, string reasoning)
    {
        var deltas = Deltas(
            (DeltaKind.Reasoning, 0, "w"), (DeltaKind.Reasoning, 0, "hy"), (DeltaKind.Text, 0, "Hel"), (DeltaKind.Text, 0, "lo"),
            (DeltaKind.Text, 1, " ignored"));

        var content = ContentAssembler.Assemble(Records.Completed(api), deltas);

        Assert.Equal((completion, reasoning), (content.Completion, content.Reasoning));
    }

    [Fact]
    public void Tool_calls_that_came_in_pieces_are_whole_again()
    {
        var deltas = Deltas(
            (DeltaKind.ToolCalls, 0, """[{"index":0,"id":"call_1","type":"function","function":{"name":"find","arguments":""}}]"""),
            (DeltaKind.ToolCalls, 0, """[{"index":0,"function":{"arguments":"{\"q\":"}},{"index":1,"id":"call_2","function":{"name":"go","arguments":"{}"}}]"""),
            (DeltaKind.ToolCalls, 0, """[{"index":0,"function":{"arguments":"1}"}}]"""));

        var calls = ContentAssembler.Assemble(Records.Completed(), deltas).ToolCalls;

        Assert.Equal(
            """[{"id":"call_1","type":"function","function":{"name":"find","arguments":"{\u0022q\u0022:1}"}},{"id":"call_2","type":"function","function":{"name":"go","arguments":"{}"}}]""",
            calls?.ToJsonString());
    }

    [Fact]
    public void Tool_calls_without_an_index_are_told_apart_by_their_ids()
    {
        var deltas = Deltas(
            (DeltaKind.ToolCalls, 0, """[{"id":"a","function":{"name":"f","arguments":"{"}}]"""),
            (DeltaKind.ToolCalls, 0, """[{"function":{"arguments":"}"}}]"""),
            (DeltaKind.ToolCalls, 0, """[{"id":"b","function":{"name":"g","arguments":"{}"}}]"""));

        var calls = ContentAssembler.Assemble(Records.Completed(), deltas).ToolCalls!;

        Assert.Equal(["a", "b"], calls.Select(call => (string?)call!["id"]));
        Assert.Equal("{}", (string?)calls[0]!["function"]!["arguments"]);
    }

    [Fact]
    public void Anthropic_tool_use_becomes_openai_tool_calls_streamed_and_whole()
    {
        var streamed = ContentAssembler.Assemble(Records.Completed("messages"), Deltas(
            (DeltaKind.Block, 1, """{"type":"tool_use","id":"toolu_1","name":"find","input":{}}"""),
            (DeltaKind.BlockInput, 1, "{\"q\":"), (DeltaKind.BlockInput, 1, "1}")));
        var whole = ContentAssembler.Assemble(Records.Completed("messages"), Records.Whole(
            "{}", """{"content":[{"type":"tool_use","id":"toolu_1","name":"find","input":{"q":1}}]}"""));

        string expected = """[{"id":"toolu_1","type":"function","function":{"name":"find","arguments":"{\u0022q\u0022:1}"}}]""";
        Assert.Equal(expected, streamed.ToolCalls?.ToJsonString());
        Assert.Equal(expected, whole.ToolCalls?.ToJsonString());
    }

    [Fact]
    public void Responses_function_calls_become_openai_tool_calls()
    {
        var content = ContentAssembler.Assemble(Records.Completed("responses"), Records.Whole(
            "{}", """{"output":[{"type":"function_call","id":"fc_1","call_id":"call_1","name":"f","arguments":"{}"}]}"""));

        Assert.Equal("""[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]""", content.ToolCalls?.ToJsonString());
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"system","content":"s"},{"role":"user","content":"a long prom""", """[{"role":"system","content":"s"},{"role":"user","content":"a long prom"}]""")]
    [InlineData("""{"messages":[{"role":"system","content":"s"},{"ro""", """[{"role":"system","content":"s"},{}]""")]
    [InlineData("""{"messages":[{"role":"user","content":""", """[{"role":"user","content":null}]""")]
    [InlineData("""{"messages":[{"role":"user","content":"x\u00""", """[{"role":"user","content":"x"}]""")]
    [InlineData("""{"messages":[{"role":"user","n":12""", """[{"role":"user","n":null}]""")]
    [InlineData("""{"model":"m","mess""", "[]")]
    [InlineData("", "[]")]
    [InlineData("nonsense", "[]")]
    [InlineData("""{"messages":"hi"}""", """[{"role":"user","content":"hi"}]""")]
    public void Of_a_cut_request_what_came_before_the_cut_is_kept(string request, string messages)
    {
        var content = ContentAssembler.Assemble(Records.Completed(), Records.Whole(request, null));

        Assert.Equal($$"""{"messages":{{messages}}}""", content.Input.ToJsonString());
    }

    [Fact]
    public void Of_a_cut_answer_the_text_before_the_cut_is_kept()
    {
        var content = ContentAssembler.Assemble(Records.Completed(), Records.Whole("{}", """{"choices":[{"message":{"content":"half an ans"""));

        Assert.Equal("half an ans", content.Completion);
    }

    [Fact]
    public void A_cut_at_any_byte_of_request_answer_or_stream_never_throws()
    {
        byte[] request = """{"messages":[{"role":"user","content":[{"type":"text","text":"ä\ud83d\ude00\\\"é"},1.5e3,true,null]}],"x":{}}"""u8.ToArray();
        byte[] response = """{"choices":[{"message":{"content":"ä\ud83d\ude00","tool_calls":[{"id":"a","function":{"name":"f"}}]}}]}"""u8.ToArray();
        byte[] deltas = Deltas((DeltaKind.Text, 0, "héllo"), (DeltaKind.ToolCalls, 0, """[{"index":0}]""")).Response.ToArray();

        for (int cut = 0; cut <= request.Length; cut++)
        {
            foreach (string api in GenerationApis.All)
            {
                var captured = new CapturedContent
                {
                    Request = request.AsMemory(0, cut),
                    ResponseFormat = cut % 2 == 0 ? CapturedResponseFormat.Json : CapturedResponseFormat.Deltas,
                    Response = cut % 2 == 0 ? response.AsMemory(0, Math.Min(cut, response.Length)) : deltas.AsMemory(0, Math.Min(cut, deltas.Length)),
                };
                Assert.NotEmpty(Document(Records.Completed(api), captured));
            }
        }
    }

    [Theory]
    [InlineData(@"{""messages"":[{""content"":""\ud800 lone""}]}")]
    [InlineData(@"{""messages"":[{""content"":""\udc00\ud83d lone""}]}")]
    [InlineData("""{"messages":[{"content":"a","content":"b"}]}""")]
    public void Requests_that_the_json_library_would_choke_on_are_written_all_the_same(string request) =>
        Assert.NotEmpty(Document(Records.Completed(), Records.Whole(request, null)));

    [Fact]
    public void Bytes_that_are_no_text_are_marked_and_the_rest_kept()
    {
        byte[] request = [.. "{\"messages\":[{\"content\":\"a"u8, 0xff, 0xfe, .. "b\"}]}"u8];

        var content = ContentAssembler.Assemble(Records.Completed(), new() { Request = request });

        Assert.Equal("a\ufffd\ufffdb", (string?)content.Input["messages"]![0]!["content"]);
    }

    [Fact]
    public void The_last_error_decides_and_the_others_are_previous()
    {
        var record = Records.Completed() with { Outcome = GenerationOutcomes.Failed, StatusCode = 502 };
        var captured = Records.Whole("{}", null) with
        {
            Errors = """[{"code":429,"message":"slow down","provider_name":"A","raw":"{}"},{"code":500,"message":"boom","provider_name":"B","raw":null}]"""u8.ToArray(),
        };

        Assert.Equal(
            """{"input":{"messages":[]},"output":{"completion":null,"reasoning":null},"error":{"status":500,"message":"boom","provider_name":"B","raw":null,"previous_errors":[{"code":429,"message":"slow down","provider_name":"A","raw":"{}"}]}}""",
            Data(record, captured));
    }

    [Fact]
    public void A_failure_without_captured_errors_has_its_status()
    {
        var record = Records.Completed() with { Outcome = GenerationOutcomes.Failed, StatusCode = 503 };

        var error = ContentAssembler.Assemble(record, Records.Whole("{}", null)).Error!;

        Assert.Equal("""{"status":503,"message":null,"provider_name":"OpenAI","raw":null,"previous_errors":[]}""", error.ToJsonString());
    }

    [Fact]
    public void A_success_after_a_fallback_has_no_error()
    {
        var captured = Records.Whole("{}", null) with { Errors = """[{"code":429,"message":"m"}]"""u8.ToArray() };

        Assert.Null(ContentAssembler.Assemble(Records.Completed(), captured).Error);
    }

    [Fact]
    public void The_kept_document_names_its_generation_and_tells_of_a_cut()
    {
        using var document = JsonDocument.Parse(Document(Records.Completed() with { ContentTruncated = true }, Records.Whole("""{"messages":[1""", null)));

        Assert.Equal(Records.Id, document.RootElement.GetProperty("id").GetString());
        Assert.Equal("0b7f6f4e-0000-4000-8000-000000000001", document.RootElement.GetProperty("workspace_id").GetString());
        Assert.True(document.RootElement.GetProperty("content_truncated").GetBoolean());
    }

    internal static CapturedContent Deltas(params (DeltaKind Kind, int Index, string Payload)[] entries)
    {
        var log = new ArrayBufferWriter<byte>();
        foreach (var (kind, index, payload) in entries)
            DeltaLog.Append(log, kind, index, Encoding.UTF8.GetBytes(payload));
        return new() { Request = "{}"u8.ToArray(), ResponseFormat = CapturedResponseFormat.Deltas, Response = log.WrittenMemory };
    }

    private static string Data(GenerationRecord record, CapturedContent captured) =>
        Write(writer => GenerationContentWriter.WriteData(writer, ContentAssembler.Assemble(record, captured)));

    private static string Document(GenerationRecord record, CapturedContent captured)
    {
        using var content = new ContentJson();
        using var document = new JsonBuffer();
        content.Assemble(record, captured);
        content.WriteDocument(document, record);
        return Encoding.UTF8.GetString(document.Span);
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

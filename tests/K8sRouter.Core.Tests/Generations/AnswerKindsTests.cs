using System.Text;
using System.Text.Json.Nodes;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Tests.Generations;

/// <summary>What log and trace hold of each kind of thing that a model answers, streamed and whole.</summary>
public sealed class AnswerKindsTests
{
    [Theory]
    [InlineData("""{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Think hard."}]},{"type":"text","text":"The "},{"type":"text","text":"end"}]}""", "The end", "Think hard.")]
    [InlineData("""{"content":[{"type":"thinking","thinking":"Think hard.","signature":"c2ln"},{"type":"text","text":"The end"}]}""", "The end", "Think hard.")]
    [InlineData("""{"content":["The ","end"]}""", "The end", null)]
    [InlineData("""{"content":"The end","reasoning":"Think hard.","reasoning_content":"Think hard."}""", "The end", "Think hard.")]
    [InlineData("""{"content":"The end","reasoning":"","reasoning_content":"Think hard."}""", "The end", "Think hard.")]
    [InlineData("""{"content":"The end","reasoning":"Think hard.","reasoning_details":[{"type":"reasoning.text","text":"Think hard."}]}""", "The end", "Think hard.")]
    [InlineData("""{"content":"The end","reasoning_details":[{"type":"reasoning.summary","summary":"Think "},{"type":"reasoning.encrypted","data":"c2VjcmV0"},{"type":"reasoning.text","text":"hard."}]}""", "The end", "Think hard.")]
    [InlineData("""{"content":null,"audio":{"id":"a","data":"UklGRg==","transcript":"The end","expires_at":1}}""", "The end", null)]
    [InlineData("""{"content":"","refusal":"I can't"}""", "I can't", null)]
    [InlineData("""{"content":[{"type":"refusal","refusal":"I can't"}]}""", "I can't", null)]
    public void A_message_of_chat_is_told_by_what_it_says(string message, string completion, string? reasoning)
    {
        var content = Whole("chat", $$"""{"choices":[{"message":{{message}}}]}""");

        Assert.Equal((completion, reasoning), (content.Completion, content.Reasoning));
        Assert.Null(content.Items);
    }

    [Fact]
    public void Parts_and_texts_of_a_stream_keep_their_order()
    {
        var content = Streamed("chat",
            (DeltaKind.Parts, 0, """[{"type":"thinking","thinking":[{"type":"text","text":"Think "}]}]"""),
            (DeltaKind.Parts, 0, """[{"type":"thinking","thinking":[{"type":"text","text":"hard."}]}]"""),
            (DeltaKind.Parts, 0, """[{"type":"text","text":"The "}]"""),
            (DeltaKind.Text, 0, "end"),
            (DeltaKind.Parts, 0, """[{"type":"text","text":"."}]"""),
            (DeltaKind.Parts, 1, """[{"type":"text","text":"another choice"}]"""));

        Assert.Equal(("The end.", "Think hard."), (content.Completion, content.Reasoning));
    }

    [Fact]
    public void Custom_tool_calls_of_responses_and_chat_have_one_form()
    {
        const string expected = """[{"id":"call_1","type":"custom","custom":{"name":"sql","input":"SELECT 1"}}]""";
        var whole = Whole("responses", """{"output":[{"type":"custom_tool_call","id":"ctc_1","call_id":"call_1","name":"sql","input":"SELECT 1"}]}""");
        var broken = Streamed("responses", (DeltaKind.Parts, 0, """{"type":"custom_tool_call","id":"ctc_1","call_id":"call_1","name":"sql","input":"SELECT 1"}"""));
        var chat = Streamed("chat",
            (DeltaKind.ToolCalls, 0, """[{"index":0,"id":"call_1","type":"custom","custom":{"name":"sql","input":"SELECT"}}]"""),
            (DeltaKind.ToolCalls, 0, """[{"index":0,"custom":{"input":" 1"}}]"""));

        Assert.All([whole, broken, chat], content => Assert.Equal(expected, content.ToolCalls?.ToJsonString()));
    }

    [Fact]
    public void A_legacy_function_call_is_the_same_streamed_and_whole()
    {
        const string expected = """[{"type":"function","function":{"name":"f","arguments":"{}"}}]""";
        var whole = Whole("chat", """{"choices":[{"message":{"content":null,"function_call":{"name":"f","arguments":"{}"}}}]}""");
        var streamed = Streamed("chat",
            (DeltaKind.FunctionCall, 0, """{"name":"f","arguments":"{"}"""), (DeltaKind.FunctionCall, 0, """{"arguments":"}"}"""));

        Assert.All([whole, streamed], content => Assert.Equal(expected, content.ToolCalls?.ToJsonString()));
    }

    [Theory]
    [InlineData("responses", "output", """{"type":"web_search_call","id":"ws_1","status":"completed","action":{"type":"search","query":"q"}}""")]
    [InlineData("responses", "output", """{"type":"mcp_call","id":"m","name":"f","arguments":"{}","output":"x"}""")]
    [InlineData("responses", "output", """{"type":"image_generation_call","id":"ig","result":"aWs="}""")]
    [InlineData("responses", "output", """{"type":"not_invented_yet","id":"n","deep":{"a":[1,{"b":null}]}}""")]
    [InlineData("responses", "output", """{"no_type":1}""")]
    [InlineData("messages", "content", """{"type":"redacted_thinking","data":"b3BhcXVl"}""")]
    [InlineData("messages", "content", """{"type":"web_search_tool_result","tool_use_id":"s","content":[{"type":"web_search_result","url":"https://a"}]}""")]
    [InlineData("messages", "content", """{"type":"server_tool_use","id":"s","name":"web_search","input":{"query":"q"}}""")]
    public void What_has_no_place_of_its_own_is_in_the_log_as_it_came(string api, string member, string item)
    {
        var whole = Whole(api, $$"""{"{{member}}":[{"type":"message","content":"x"},{{item}}]}""");
        var streamed = Streamed(api, (DeltaKind.Text, 0, "x"), (api == "messages" ? DeltaKind.Block : DeltaKind.Parts, 1, item));

        Assert.All([whole, streamed], content =>
        {
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse($"[{item}]"), content.Items), content.Items?.ToJsonString());
            Assert.Equal("x", content.Completion);
            Assert.Null(content.ToolCalls);
        });
    }

    [Theory]
    [InlineData("""{"query":"q"}""", """{"query":"q"}""")]
    [InlineData("""{"query":"q""", """{"query":"q"}""")]
    public void The_input_of_the_providers_own_tool_is_put_into_its_block(string input, string expected)
    {
        var content = Streamed("messages",
            (DeltaKind.Block, 0, """{"type":"server_tool_use","id":"s","name":"web_search","input":{}}"""),
            (DeltaKind.Block, 1, """{"type":"tool_use","id":"t","name":"f","input":{}}"""),
            (DeltaKind.BlockInput, 0, input[..4]), (DeltaKind.BlockInput, 1, "{}"), (DeltaKind.BlockInput, 0, input[4..]));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), content.Items!.Single()!["input"]));
        Assert.Equal("t", (string?)content.ToolCalls!.Single()!["id"]);
    }

    [Fact]
    public void Images_of_chat_are_in_the_log_and_a_trace_carries_none()
    {
        const string image = """{"type":"image_url","image_url":{"url":"data:image/png;base64,aWs="}}""";
        const string other = """{"type":"video_link","url":"https://a"}""";
        var captured = Records.Whole("{}", $$"""{"choices":[{"message":{"content":[{"type":"text","text":"x"},{{other}}],"images":[{{image}}]} }]}""");

        Assert.Equal($$"""{"completion":"x","reasoning":null,"items":[{{other}}]}""", Destinations.Traced.Output(captured));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($"[{other},{image}]"), Assembled("chat", captured).Items));
    }

    private static GenerationContent Whole(string api, string response) => Assembled(api, Records.Whole("{}", response));

    private static GenerationContent Streamed(string api, params (DeltaKind Kind, int Index, string Payload)[] entries) =>
        Assembled(api, ContentAssemblerTests.Deltas(entries));

    /// <summary>The content as it is assembled, which the document that a store keeps must say too.</summary>
    private static GenerationContent Assembled(string api, CapturedContent captured)
    {
        var record = Records.Completed(api);
        using var content = new ContentJson();
        using var document = new JsonBuffer();
        content.Assemble(record, captured);
        content.WriteDocument(document, record);
        var stored = JsonNode.Parse(document.Span)!;
        var assembled = ContentAssembler.Assemble(record, captured);
        Assert.Equal((assembled.Completion, assembled.Reasoning), ((string?)stored["output"]!["completion"], (string?)stored["output"]!["reasoning"]));
        Assert.True(JsonNode.DeepEquals(assembled.ToolCalls, stored["tool_calls"]), Encoding.UTF8.GetString(document.Span));
        Assert.True(JsonNode.DeepEquals(assembled.Items, stored["items"]), Encoding.UTF8.GetString(document.Span));
        return assembled;
    }
}

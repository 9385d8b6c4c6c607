using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Json;

namespace K8sRouter.Core.Tests.Generations;

/// <summary>What is copied from the wire must say what assembling it would have said.</summary>
public class ContentJsonTests
{
    [Theory]
    [InlineData("chat", """{"messages":[{"role":"user","content":"hi \"you\" 漢字 😀"}],"n":1}""")]
    [InlineData("chat", """{ "messages" : [ {"role": "user", "content": "a\u4f60\ud83d\ude00"} ] }""")]
    [InlineData("chat", "{\n  \"messages\": [\n    {\"role\": \"user\", \"content\": \"x\"}\n  ]\n}\n")]
    [InlineData("chat", """{"messages":[{"content":"first"}],"messages":[{"content":"last"}]}""")]
    [InlineData("chat", """{"mess\u0061ges":[{"content":"escaped name"}]}""")]
    [InlineData("chat", """{"messages":null}""")]
    [InlineData("chat", """{"messages":"hi"}""")]
    [InlineData("chat", """{"messages":[1]} trailing""")]
    [InlineData("chat", """{"messages":[{"content":"cut""")]
    [InlineData("chat", """[]""")]
    [InlineData("messages", """{"system":null,"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("messages", """{"system":"be brief","messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("responses", """{"input":[{"role":"user","content":"hi"}]}""")]
    [InlineData("responses", """{"instructions":"be brief","input":[{"role":"user","content":"hi"}]}""")]
    [InlineData("responses", """{"input":"hi"}""")]
    [InlineData("completions", """{"prompt":"once \"upon\""}""")]
    [InlineData("completions", """{"prompt":["a","b"]}""")]
    [InlineData("embeddings", """{"input":"text"}""")]
    [InlineData("embeddings", """{"input":[1,2]}""")]
    public void An_input_is_the_same_by_either_way(string api, string request) =>
        AssertSame(Records.Completed(api), Records.Whole(request, null));

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"hello \"x\"\n","reasoning":"why"}},{"message":{"content":"other"}}],"usage":{}}""")]
    [InlineData("{\n \"choices\": [\n {\"index\": 0,\n \"message\": {\"role\": \"assistant\", \"content\": \"hi\", \"refusal\": null}}]\n}")]
    [InlineData("""{"choices":[{"message":{"content":null,"refusal":"no"}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"x","reasoning":null,"reasoning_content":"r"}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"x","tool_calls":[]}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":null,"tool_calls":[{"id":"a","function":{"name":"f"}}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"text","text":"part"}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"a","content":"b"}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"a","content":null}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"a"},"message":null}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"a"}}],"choices":[]}""")]
    [InlineData("""{"choices":[{"message":{"content":"\ud800 lone \u4f60"}}]}""")]
    [InlineData("""{"choices":[{"message":"text"}]}""")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":{}}""")]
    [InlineData("""{}""")]
    [InlineData("""{"choices":[{"message":{"content":"half""")]
    [InlineData("""{"choices":[{"message":{"content":"whole"}}]}}""")]
    public void An_answer_is_the_same_by_either_way(string response) => AssertSame(Records.Completed(), Records.Whole("{}", response));

    [Fact]
    public void A_stream_is_the_same_by_either_way()
    {
        (DeltaKind, int, string)[][] logs =
        [
            [],
            [(DeltaKind.Text, 0, "a \"b\"\n"), (DeltaKind.Reasoning, 0, "why"), (DeltaKind.Text, 0, "c\\ \u0001"), (DeltaKind.Text, 1, "other")],
            [(DeltaKind.Refusal, 0, "no")],
            [(DeltaKind.Text, 0, "")],
            [(DeltaKind.Text, 0, "x"), (DeltaKind.ToolCalls, 0, """[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]""")],
        ];

        foreach (string api in GenerationApis.All)
        {
            foreach (var log in logs)
                AssertSame(Records.Completed(api), ContentAssemblerTests.Deltas(log));
        }
    }

    [Fact]
    public void A_character_whose_bytes_came_in_two_pieces_is_whole_and_a_half_one_is_marked()
    {
        byte[] character = Encoding.UTF8.GetBytes("é");
        var log = new ArrayBufferWriter<byte>();
        DeltaLog.Append(log, DeltaKind.Text, 0, character.AsSpan(0, 1));
        DeltaLog.Append(log, DeltaKind.Text, 0, character.AsSpan(1));
        var whole = new CapturedContent { ResponseFormat = CapturedResponseFormat.Deltas, Response = log.WrittenMemory };

        AssertSame(Records.Completed(), whole);
        AssertSame(Records.Completed(), whole with { Response = log.WrittenMemory[..(DeltaLog.HeaderLength + 1)] });
    }

    [Fact]
    public void A_generation_leaves_nothing_behind_in_the_next_ones_content()
    {
        using var content = new ContentJson();
        content.Assemble(Records.Completed(), Records.Whole("""{"messages":[{"content":"secret"}]}""", """{"choices":[{"message":{"content":"s","tool_calls":[{}]}}]}"""));
        content.Assemble(Records.Completed(), Records.Whole("{}", null));

        Assert.Equal("""{"messages":[]}""", Encoding.UTF8.GetString(content.Input));
        Assert.Equal("null", Encoding.UTF8.GetString(content.Completion));
        Assert.True(content.ToolCalls.IsEmpty);
    }

    private static void AssertSame(GenerationRecord record, CapturedContent captured)
    {
        using var content = new ContentJson();
        using var document = new JsonBuffer();
        content.Assemble(record, captured);
        content.WriteDocument(document, record);
        Assert.DoesNotContain((byte)'\n', document.Span.ToArray());

        var actual = JsonNode.Parse(document.Span)!;
        var assembled = ContentAssembler.Assemble(record, captured);
        var expected = new JsonObject
        {
            ["input"] = assembled.Input.DeepClone(),
            ["output"] = new JsonObject { ["completion"] = assembled.Completion, ["reasoning"] = assembled.Reasoning },
            ["error"] = assembled.Error?.DeepClone(),
        };
        foreach (var (name, value) in expected)
            Assert.True(JsonNode.DeepEquals(value, actual[name]), $"{name}: {value?.ToJsonString()} and {actual[name]?.ToJsonString()}");
        Assert.True(JsonNode.DeepEquals(assembled.ToolCalls, actual["tool_calls"]));
        Assert.True(JsonNode.DeepEquals(assembled.Items, actual["items"]));
    }
}

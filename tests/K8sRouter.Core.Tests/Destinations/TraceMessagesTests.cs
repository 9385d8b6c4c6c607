using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations;

public sealed class TraceMessagesTests
{
    public static TheoryData<string, string, string> Requests => new()
    {
        {
            GenerationApis.Chat,
            """
            {"messages":[{"role":"system","content":"be brief"},
              {"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:..."}}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":"{\"a\":1}"}}]},
              {"role":"tool","tool_call_id":"c1","content":"found"}]}
            """,
            """system: be brief | user: look | assistant: find(c1) {"a":1} | tool: c1 -> found"""
        },
        {
            GenerationApis.Messages,
            """
            {"system":"be brief","messages":[{"role":"user","content":"hi"},
              {"role":"assistant","content":[{"type":"text","text":"let me see"},{"type":"tool_use","id":"t1","name":"find","input":{"a":1}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"found"}]}]}]}
            """,
            """system: be brief | user: hi | assistant: let me see, find(t1) {"a":1} | user: t1 -> found"""
        },
        {
            GenerationApis.Responses,
            """
            {"instructions":"be brief","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"}]},
              {"type":"function_call","call_id":"f1","name":"find","arguments":"{}"},{"type":"function_call_output","call_id":"f1","output":"found"}]}
            """,
            "system: be brief | user: hi | assistant: find(f1) {} | tool: f1 -> found"
        },
        {
            GenerationApis.Responses,
            """
            {"input":[{"type":"custom_tool_call","call_id":"x1","name":"sql","input":"SELECT 1"},
              {"type":"custom_tool_call_output","call_id":"x1","output":"1"}]}
            """,
            "assistant: sql(x1) SELECT 1 | tool: x1 -> 1"
        },
        {
            GenerationApis.Chat,
            """{"messages":[{"role":"assistant","tool_calls":[{"id":"x1","type":"custom","custom":{"name":"sql","input":"SELECT 1"}}]}]}""",
            "assistant: sql(x1) SELECT 1"
        },
        { GenerationApis.Responses, """{"input":"hi"}""", "user: hi" },
        { GenerationApis.Completions, """{"prompt":"once upon"}""", "user: once upon" },
        { GenerationApis.Chat, """{"messages":[{"role":"user"},7,null,{"content":5}]}""", "" },
        { GenerationApis.Chat, "{broken", "" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Messages_of_every_API_are_read(string api, string request, string expected)
    {
        using var content = new ContentJson();
        content.Assemble(Records.Completed(api), Records.Whole(request, null));

        Assert.Equal(expected, string.Join(" | ", TraceMessages.Input(content).Select(message => $"{message.Role}: {string.Join(", ", message.Parts.Select(Describe))}")));
    }

    [Fact]
    public void An_answer_is_its_text_and_its_calls()
    {
        using var content = new ContentJson();
        content.Assemble(Records.Completed(), Traced.Content(completion: "here"));

        var message = TraceMessages.Output(content);

        Assert.Equal("assistant", message.Role);
        Assert.Equal(["here", "find(call_1) {}"], message.Parts.Select(Describe));
    }

    private static string Describe(TraceMessagePart part) =>
        part.IsAnswer ? $"{part.Id} -> {part.Text}" : part.Name is null ? part.Text : $"{part.Name}({part.Id}) {part.Text}";
}

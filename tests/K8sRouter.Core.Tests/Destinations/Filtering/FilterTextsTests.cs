using K8sRouter.Core.Destinations.Filtering;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations.Filtering;

public class FilterTextsTests
{
    [Theory]
    [InlineData(GenerationApis.Chat, "be brief\nlook here\nearlier\n21 degrees", """
        {"model":"m","tools":[{"type":"function","function":{"name":"hidden","description":"hidden"}}],"messages":[
          {"role":"system","content":"be brief"},
          {"role":"user","name":"hidden","content":[{"type":"text","text":"look here"},{"type":"image_url","image_url":{"url":"data:hidden"}}]},
          {"role":"assistant","content":"earlier","tool_calls":[{"id":"hidden","function":{"name":"hidden","arguments":"hidden"}}]},
          {"role":"tool","tool_call_id":"hidden","content":[{"type":"text","text":"21 degrees"}]}]}
        """)]
    [InlineData(GenerationApis.Messages, "be brief\nlook here\n21 degrees", """
        {"system":[{"type":"text","text":"be brief"}],"messages":[
          {"role":"user","content":[{"type":"text","text":"look here"},{"type":"image","source":{"data":"hidden"}}]},
          {"role":"assistant","content":[{"type":"tool_use","name":"hidden","input":{"city":"hidden"}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"hidden","content":[{"type":"text","text":"21 degrees"}]}]}]}
        """)]
    [InlineData(GenerationApis.Responses, "be brief\nlook here\n21 degrees", """
        {"input":[{"role":"user","content":[{"type":"input_text","text":"look here"},{"type":"input_image","image_url":"data:hidden"}]},
          {"type":"function_call","name":"hidden","arguments":"hidden"},
          {"type":"function_call_output","call_id":"hidden","output":"21 degrees"}],"instructions":"be brief"}
        """)]
    [InlineData(GenerationApis.Responses, "just this", """{"input":"just this"}""")]
    [InlineData(GenerationApis.Completions, "once upon", """{"prompt":"once upon"}""")]
    [InlineData(GenerationApis.Completions, "one\ntwo", """{"prompt":["one","two"]}""")]
    [InlineData(GenerationApis.Completions, "", """{"prompt":[1,2,3]}""")]
    [InlineData(GenerationApis.Embeddings, "one\ntwo", """{"input":["one",{"content":[{"type":"text","text":"two"},{"type":"image_url","image_url":{"url":"hidden"}}]}]}""")]
    [InlineData(GenerationApis.Chat, "cut in the mid", """{"messages":[{"role":"user","content":"cut in the mid""")]
    [InlineData(GenerationApis.Chat, "", "not json")]
    public void The_input_is_the_text_of_what_was_said_in_order(string api, string expected, string request) =>
        Assert.Equal(expected, FilterTexts.Input(api, Records.Whole(request, null)));

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"hello","reasoning":"hidden"}}]}""", "hello")]
    [InlineData("""{"choices":[{"message":{"content":null,"tool_calls":[{"id":"a","function":{"name":"f","arguments":"hidden"}}]}}]}""", "")]
    [InlineData(null, "")]
    public void The_output_is_the_text_of_the_answer_alone(string? response, string expected) =>
        Assert.Equal(expected, FilterTexts.Output(Records.Completed(), Records.Whole("{}", response)));
}

using System.Text.Json;
using K8sRouter.Core.Destinations;
using K8sRouter.Core.Generations;
using K8sRouter.Core.Tests.Generations;

namespace K8sRouter.Core.Tests.Destinations;

public class MultimodalPartsTests
{
    [Theory]
    [InlineData(GenerationApis.Chat, """
        {"messages":[
          {"role":"user","content":[{"type":"text","text":"kept"},{"type":"image_url","image_url":{"url":"data:canary"}},
            {"type":"input_audio","input_audio":{"data":"canary"}},{"type":"file","file":{"file_data":"canary"}},{"type":"video_url","video_url":{"url":"canary"}}]},
          {"role":"assistant","content":"kept","images":[{"type":"image_url","image_url":{"url":"data:canary"}}]},
          {"role":"tool","content":[{"type":"image_url","image_url":{"url":"data:canary"}}]}]}
        """)]
    [InlineData(GenerationApis.Messages, """
        {"system":"kept","messages":[{"role":"user","content":[{"type":"text","text":"kept"},{"type":"image","source":{"data":"canary"}},
          {"type":"document","source":{"data":"canary"}},
          {"type":"tool_result","content":[{"type":"text","text":"kept"},{"type":"image","source":{"data":"canary"}}]}]}]}
        """)]
    [InlineData(GenerationApis.Responses, """
        {"input":[{"role":"user","content":[{"type":"input_text","text":"kept"},{"type":"input_image","image_url":"data:canary"},
          {"type":"input_file","file_data":"canary"},{"type":"input_audio","input_audio":{"data":"canary"}}]},
          {"type":"computer_call_output","output":{"type":"computer_screenshot","image_url":"data:canary"}},
          {"type":"image_generation_call","result":"canary"}]}
        """)]
    [InlineData(GenerationApis.Embeddings, """
        {"input":[{"content":[{"type":"text","text":"kept"},{"type":"image_url","image_url":{"url":"data:canary"}}]}]}
        """)]
    public void Media_of_every_api_stay_here_and_text_goes(string api, string request)
    {
        string input = Input(api, request);

        Assert.DoesNotContain("canary", input, StringComparison.Ordinal);
        Assert.Contains("kept", input, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(input).ValueKind);
    }

    [Fact]
    public void A_list_to_embed_stays_the_list_that_it_was_but_for_its_media() =>
        Assert.Equal(
            """{"prompt":"[\"one\",{\"content\":[{\"type\":\"text\",\"text\":\"two\"}]}]"}""",
            Input(GenerationApis.Embeddings, """{"input":["one",{"content":[{"type":"text","text":"two"},{"type":"image_url","image_url":{}}]}]}"""));

    [Theory]
    [InlineData("""{"prompt":"a prompt with \"type\" in it"}""")]
    [InlineData("""{"prompt":"[see the \"type\" of this"}""")]
    [InlineData("""{"prompt":"[1,2,3]"}""")]
    public void A_prompt_that_is_text_isnt_touched(string request) => Assert.Equal(request, Input(GenerationApis.Completions, request));

    private static string Input(string api, string request)
    {
        var json = Traced.Json(Traced.Success() with { Api = api }, Records.Whole(request, null), Traced.Full);
        return (string)Traced.Attributes(Traced.Root(json))["gen_ai.prompt"];
    }
}

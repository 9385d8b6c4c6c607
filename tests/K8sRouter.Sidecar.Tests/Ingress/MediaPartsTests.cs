using System.Text;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Ingress;

namespace K8sRouter.Sidecar.Tests.Ingress;

public sealed class MediaPartsTests
{
    [Theory]
    [InlineData(GenerationApis.Chat, """{"messages":[{"role":"user","content":"hi"}]}""", 0)]
    [InlineData(GenerationApis.Chat, """{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:"}}]}]}""", 1)]
    [InlineData(GenerationApis.Chat, """{"messages":[{"content":[{"type" : "input_audio"},{"type":"file","file":{}},{ "type":"video_url" }]}]}""", 3)]
    [InlineData(GenerationApis.Chat, """{"messages":[{"content":"say {\"type\":\"image_url\"}"}]}""", 0)]
    [InlineData(GenerationApis.Chat, """{"messages":[],"tools":[{"type":"function","function":{"parameters":{"type":"object"}}}]}""", 0)]
    [InlineData(GenerationApis.Responses, """{"input":[{"content":[{"type":"input_text"},{"type":"input_image"},{"type":"input_file"}]}]}""", 2)]
    [InlineData(GenerationApis.Responses, """{"input":"a","tools":[{"type":"image_generation"}]}""", 0)]
    [InlineData(GenerationApis.Messages, """{"messages":[{"content":[{"type":"image","source":{"type":"file"}},{"type":"document","source":{"type":"base64"}}]}]}""", 2)]
    [InlineData(GenerationApis.Chat, """{"type":""", 0)]
    [InlineData(GenerationApis.Chat, "\"type\"", 0)]
    public void Parts_are_counted_by_their_types_and_what_a_prompt_says_of_them_is_not(string api, string body, int count) =>
        Assert.Equal(count, MediaParts.Count(api, Encoding.UTF8.GetBytes(body)));
}

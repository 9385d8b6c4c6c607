using System.Text;
using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations.Filtering;

/// <summary>
/// The texts that rules on <c>input</c> and <c>output</c> see, of the captured copy. Input: system texts and instructions, then
/// the text of every message in order (earlier answers and what tools gave back included), or the prompt; one line for each
/// piece. Output: the text of the answer. Neither holds roles, names, media, token ids, reasoning, tool definitions or the
/// arguments of tool calls.
/// </summary>
internal static class FilterTexts
{
    public static string Input(string api, CapturedContent content)
    {
        var request = TolerantJson.Parse(content.Request.Span);
        var text = new StringBuilder();
        foreach (string name in Names(api))
            Append(text, request.Get(name));
        return text.ToString();
    }

    public static string Output(GenerationRecord record, CapturedContent content) =>
        ContentAssembler.Answer(record, content).Completion ?? "";

    private static string[] Names(string api) => api switch
    {
        GenerationApis.Completions => ["prompt"],
        GenerationApis.Embeddings => ["input"],
        GenerationApis.Responses => ["instructions", "input"],
        GenerationApis.Messages => ["system", "messages"],
        _ => ["messages"],
    };

    private static void Append(StringBuilder text, JsonElement? element)
    {
        switch (element?.ValueKind)
        {
            case JsonValueKind.String:
                if (text.Length > 0)
                    text.Append('\n');
                text.Append(element.Text());
                break;
            case JsonValueKind.Array:
                foreach (var item in element.Items())
                    Append(text, item);
                break;
            case JsonValueKind.Object:
                // A part has a text, a message a content, what a tool gave back to a response an output.
                Append(text, element.Get("text") ?? element.Get("content") ?? element.Get("output"));
                break;
        }
    }
}

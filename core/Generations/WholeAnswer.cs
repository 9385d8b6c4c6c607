using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>Finds the answer in a whole JSON document of each API.</summary>
internal static class WholeAnswer
{
    public static Answer Read(string api, JsonElement? document) => api switch
    {
        GenerationApis.Chat => Chat(document.Get("choices").First().Get("message")),
        GenerationApis.Completions => Completions(document.Get("choices").First()),
        // The terminal event of a stream holds the response, a whole answer is one.
        GenerationApis.Responses => Responses((document.Get("response") ?? document).Get("output")),
        GenerationApis.Messages => Messages(document.Get("content")),
        // Vectors are no text: an embedding has an input and no completion.
        _ => default,
    };

    private static Answer Chat(JsonElement? message)
    {
        var calls = message.Get("tool_calls") is { ValueKind: JsonValueKind.Array } array && array.GetArrayLength() > 0
            ? (JsonArray?)array.Node()
            : null;
        if (calls is null && message.Get("function_call") is { } legacy)
            calls = [new JsonObject { ["type"] = "function", ["function"] = legacy.Node() }];
        return new(message.Get("content").TextOrParts() ?? message.Get("refusal").Text(), Reasoning(message), calls);
    }

    private static Answer Completions(JsonElement? choice) => new(choice.Get("text").Text(), Reasoning(choice), null);

    private static string? Reasoning(JsonElement? message) =>
        message.Get("reasoning").Text() ?? message.Get("reasoning_content").Text()
            ?? message.Get("reasoning_details").TextOrParts();

    private static Answer Responses(JsonElement? output)
    {
        StringBuilder? completion = null, reasoning = null;
        JsonArray? calls = null;
        foreach (var item in output.Items())
        {
            switch (item.Get("type").Text())
            {
                case "message":
                    Append(ref completion, item.Get("content").TextOrParts() ?? item.Get("content").TextOrParts("refusal"));
                    break;
                case "reasoning":
                    Append(ref reasoning, item.Get("summary").TextOrParts() ?? item.Get("content").TextOrParts());
                    break;
                case "function_call":
                    Add(ref calls, item.Get("call_id")
                        .Text() ?? item.Get("id").Text(), item.Get("name").Text(), item.Get("arguments").Text());
                    break;
            }
        }
        return new(completion?.ToString(), reasoning?.ToString(), calls);
    }

    private static Answer Messages(JsonElement? content)
    {
        StringBuilder? completion = null, reasoning = null;
        JsonArray? calls = null;
        foreach (var block in content.Items())
        {
            switch (block.Get("type").Text())
            {
                case "text":
                    Append(ref completion, block.Get("text").Text());
                    break;
                case "thinking":
                    Append(ref reasoning, block.Get("thinking").Text());
                    break;
                case "tool_use":
                    Add(ref calls, block.Get("id").Text(), block.Get("name").Text(), block.Get("input")?.GetRawText());
                    break;
            }
        }
        return new(completion?.ToString(), reasoning?.ToString(), calls);
    }

    private static void Append(ref StringBuilder? text, string? more)
    {
        if (more is not null)
            (text ??= new()).Append(more);
    }

    private static void Add(ref JsonArray? calls, string? id, string? name, string? arguments) =>
        (calls ??= []).Add((JsonNode)ToolCallMerger.Call(id, name, arguments));
}

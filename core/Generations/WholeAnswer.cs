using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>Finds the answer in a whole JSON document of each API.</summary>
internal static class WholeAnswer
{
    public static Answer Read(string api, JsonElement? document)
    {
        var answer = new AnswerBuilder();
        switch (api)
        {
            case GenerationApis.Chat:
                AddMessage(answer, document.Get("choices").First().Get("message"));
                break;
            case GenerationApis.Completions:
                var choice = document.Get("choices").First();
                answer.AddText(choice.Get("text").Text());
                AddReasoning(answer, choice);
                break;
            case GenerationApis.Responses:
                // The terminal event of a stream holds the response, a whole answer is one.
                answer.AddParts((document.Get("response") ?? document).Get("output"));
                break;
            case GenerationApis.Messages:
                answer.AddParts(document.Get("content"));
                break;
            default:
                // Vectors are no text: an embedding has an input and no completion.
                break;
        }
        return answer.ToAnswer();
    }

    private static void AddMessage(AnswerBuilder answer, JsonElement? message)
    {
        AddReasoning(answer, message);
        answer.AddParts(message.Get("content"));
        answer.AddText(message.Get("audio").Get("transcript").Text());
        answer.AddRefusal(message.Get("refusal").Text());
        answer.AddParts(message.Get("images"));
        foreach (var call in message.Get("tool_calls").Items())
            answer.AddCall(call.Node());
        if (message.Get("tool_calls").First() is null && message.Get("function_call") is { } legacy)
            answer.AddCall(new JsonObject { ["type"] = "function", ["function"] = legacy.Node() });
    }

    /// <summary>The same reasoning may stand there under several names.</summary>
    private static void AddReasoning(AnswerBuilder answer, JsonElement? message)
    {
        string? reasoning = message.Get("reasoning").Text();
        string? content = message.Get("reasoning_content").Text();
        if (!string.IsNullOrEmpty(reasoning) || !string.IsNullOrEmpty(content))
            answer.AddReasoning(string.IsNullOrEmpty(reasoning) ? content : reasoning);
        else
            answer.AddParts(message.Get("reasoning_details"));
        if (!answer.HasReasoning)
            answer.AddReasoning(reasoning ?? content);
    }
}

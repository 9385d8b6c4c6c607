using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Answers;
using K8sRouter.MockProvider.Faults;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatApi : IProviderApi
{
    public string Path => "/v1/chat/completions";

    public IErrorFormat Errors => OpenAIErrors.Instance;

    public void Validate(RequestBody body) => ChatChecks.Check(body);

    public Task AnswerAsync(ApiCall call)
    {
        var answer = Answerer.To(ChatQuestion.Read(call.Body), call.Options.Name);
        return call.Streamed ? new ChatStream(call, answer).WriteAsync() : call.WriteAsync(Whole(call, answer));
    }

    /// <summary>The finish reason in the API's words.</summary>
    public static string FinishReason(Answer answer) => answer.Tool is not null ? "tool_calls" : answer.Cut ? "length" : "stop";

    public static string ToolCallId(ApiCall call) => $"call_{call.Id}";

    private static JsonObject Whole(ApiCall call, Answer answer)
    {
        var choices = ChatQuestion.Find(call.Body, "n")?.GetInt32() ?? 1;
        var body = new JsonObject
        {
            ["id"] = $"chatcmpl-{call.Id}",
            ["object"] = "chat.completion",
            ["created"] = call.Created,
            ["model"] = call.Model,
            ["choices"] = new JsonArray(
                [.. Enumerable.Range(0, choices).Select(JsonNode (index) => Choice(call, answer, index))]),
            ["service_tier"] = "default",
            ["system_fingerprint"] = "fp_mock",
        };
        if (!call.Has(FaultCatalog.NoUsage))
            body["usage"] = OpenAIUsage.Chat(answer.Tokens);
        return body;
    }

    private static JsonObject Choice(ApiCall call, Answer answer, int index)
    {
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = answer.Tool is null ? answer.Text : null,
            ["refusal"] = null,
            ["annotations"] = new JsonArray(),
        };
        if (answer.Reasoning.Count > 0)
            message[call.Options.ReasoningField] = answer.ReasoningText;
        if (answer.Tool is { } tool)
        {
            message["tool_calls"] = new JsonArray(new JsonObject
            {
                ["id"] = ToolCallId(call),
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = tool.Name, ["arguments"] = tool.Arguments },
            });
        }
        return new JsonObject
        {
            ["index"] = index,
            ["message"] = message,
            ["logprobs"] = null,
            ["finish_reason"] = FinishReason(answer),
        };
    }
}

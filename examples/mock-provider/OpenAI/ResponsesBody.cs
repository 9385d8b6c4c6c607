using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Answers;
using K8sRouter.MockProvider.Faults;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary>The response object and its parts.</summary>
internal static class ResponsesBody
{
    public static JsonObject Begun(ApiCall call) => Envelope(call, "in_progress", [], null, null);

    public static JsonObject Finished(ApiCall call, Answer answer)
    {
        JsonArray output = [];
        if (answer.Reasoning.Count > 0)
            output.Add(ReasoningItem(call, answer.ReasoningText));
        output.Add(answer.Tool is { } tool
            ? FunctionItem(call, tool.Name, tool.Arguments, "completed")
            : MessageItem(call, answer.Text, "completed"));
        return Envelope(
            call,
            answer.Cut ? "incomplete" : "completed",
            output,
            call.Has(FaultCatalog.NoUsage) ? null : OpenAIUsage.Responses(answer.Tokens),
            answer.Cut ? new JsonObject { ["reason"] = "max_output_tokens" } : null);
    }

    public static JsonObject Failed(ApiCall call)
    {
        var body = Envelope(call, "failed", [], null, null);
        body["error"] = new JsonObject
        {
            ["code"] = "server_error",
            ["message"] = "The server had an error while processing your request.",
        };
        return body;
    }

    public static JsonObject ReasoningItem(ApiCall call, string? text) => new()
    {
        ["id"] = $"rs_{call.Id}",
        ["type"] = "reasoning",
        ["summary"] = text is null ? new JsonArray() : new JsonArray(
            new JsonObject { ["type"] = "summary_text", ["text"] = text }),
    };

    public static JsonObject MessageItem(ApiCall call, string? text, string status) => new()
    {
        ["id"] = $"msg_{call.Id}",
        ["type"] = "message",
        ["status"] = status,
        ["role"] = "assistant",
        ["content"] = text is null ? new JsonArray() : new JsonArray(TextPart(text)),
    };

    public static JsonObject TextPart(string text) =>
        new() { ["type"] = "output_text", ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray(), ["text"] = text };

    public static JsonObject FunctionItem(ApiCall call, string name, string arguments, string status) => new()
    {
        ["id"] = $"fc_{call.Id}",
        ["type"] = "function_call",
        ["status"] = status,
        ["call_id"] = $"call_{call.Id}",
        ["name"] = name,
        ["arguments"] = arguments,
    };

    private static JsonObject Envelope(
        ApiCall call, string status, JsonArray output, JsonObject? usage, JsonObject? incomplete) => new()
        {
            ["id"] = $"resp_{call.Id}",
            ["object"] = "response",
            ["created_at"] = call.Created,
            ["status"] = status,
            ["background"] = false,
            ["error"] = null,
            ["incomplete_details"] = incomplete,
            ["instructions"] = Echo(call, "instructions", null),
            ["max_output_tokens"] = Echo(call, "max_output_tokens", null),
            ["model"] = call.Model,
            ["output"] = output,
            ["parallel_tool_calls"] = Echo(call, "parallel_tool_calls", true),
            ["previous_response_id"] = null,
            ["reasoning"] = Echo(call, "reasoning", new JsonObject { ["effort"] = null, ["summary"] = null }),
            // The real default: a router that promises zero retention must send false.
            ["store"] = Echo(call, "store", true),
            ["temperature"] = Echo(call, "temperature", 1.0),
            ["text"] = Echo(call, "text", new JsonObject { ["format"] = new JsonObject { ["type"] = "text" } }),
            ["tool_choice"] = Echo(call, "tool_choice", "auto"),
            ["tools"] = Echo(call, "tools", new JsonArray()),
            ["top_p"] = Echo(call, "top_p", 1.0),
            ["truncation"] = Echo(call, "truncation", "disabled"),
            ["usage"] = usage,
            ["user"] = Echo(call, "user", null),
            ["metadata"] = Echo(call, "metadata", new JsonObject()),
        };

    private static JsonNode? Echo(ApiCall call, string name, JsonNode? otherwise) =>
        ChatQuestion.Find(call.Body, name) is { } given ? JsonNode.Parse(given.GetRawText()) : otherwise;
}

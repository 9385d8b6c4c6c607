using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Answers;
using K8sRouter.MockProvider.Faults;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.Anthropic;

/// <summary><c>POST /v1/messages</c>.</summary>
internal sealed class MessagesApi : IProviderApi
{
    private const string Signature = "bW9jay1zaWduYXR1cmU=";

    public string Path => "/v1/messages";

    public IErrorFormat Errors => AnthropicErrors.Instance;

    public void Validate(RequestBody body) => MessagesChecks.Check(body);

    public Task AnswerAsync(ApiCall call)
    {
        var answer = Answerer.To(MessagesQuestion.Read(call.Body), call.Options.Name);
        return call.Streamed ? new MessagesStream(call, answer).WriteAsync() : call.WriteAsync(Whole(call, answer));
    }

    public static string StopReason(Answer answer) =>
        answer.Tool is not null ? "tool_use" : answer.Cut ? "max_tokens" : "end_turn";

    /// <summary>The message; empty and without stop reason at the start of a stream.</summary>
    public static JsonObject Envelope(ApiCall call, JsonArray content, string? stopReason, JsonObject? usage)
    {
        var body = new JsonObject
        {
            ["id"] = $"msg_{call.Id}",
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = call.Model,
            ["content"] = content,
            ["stop_reason"] = stopReason,
            ["stop_sequence"] = null,
        };
        if (usage is not null)
            body["usage"] = usage;
        return body;
    }

    /// <summary>Anthropic's input tokens leave out those read from the cache.</summary>
    public static JsonObject? Usage(ApiCall call, TokenCounts tokens, int output) =>
        call.Has(FaultCatalog.NoUsage) ? null : new JsonObject
        {
            ["input_tokens"] = tokens.Prompt - tokens.Cached,
            ["cache_creation_input_tokens"] = 0,
            ["cache_read_input_tokens"] = tokens.Cached,
            ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = 0, ["ephemeral_1h_input_tokens"] = 0 },
            ["output_tokens"] = output,
            ["service_tier"] = "standard",
        };

    public static JsonObject ThinkingBlock(string text, bool signed) =>
        new() { ["type"] = "thinking", ["thinking"] = text, ["signature"] = signed ? Signature : "" };

    public static JsonObject SignatureDelta() => new() { ["type"] = "signature_delta", ["signature"] = Signature };

    public static JsonObject ToolBlock(ApiCall call, ToolCall tool, JsonNode input) =>
        new() { ["type"] = "tool_use", ["id"] = $"toolu_{call.Id}", ["name"] = tool.Name, ["input"] = input };

    private static JsonObject Whole(ApiCall call, Answer answer)
    {
        JsonArray content = [];
        if (answer.Reasoning.Count > 0)
            content.Add(ThinkingBlock(answer.ReasoningText, signed: true));
        content.Add(answer.Tool is { } tool
            ? ToolBlock(call, tool, JsonNode.Parse(tool.Arguments)!)
            : new JsonObject { ["type"] = "text", ["text"] = answer.Text });
        return Envelope(call, content, StopReason(answer), Usage(call, answer.Tokens, answer.Tokens.Completion));
    }
}

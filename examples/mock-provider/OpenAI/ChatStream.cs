using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Answers;
using K8sRouter.MockProvider.Faults;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary>Role, reasoning, content or tool call, finish, usage where it was asked for, <c>[DONE]</c>.</summary>
internal sealed class ChatStream(ApiCall call, Answer answer)
{
    private readonly bool _usage = OpenAIChecks.IncludesUsage(call.Body) && !call.Has(FaultCatalog.NoUsage);

    public async Task WriteAsync()
    {
        var sse = new SseWriter(call) { WriteErrorAsync = WriteErrorAsync };
        await sse.BeginAsync();
        var role = new JsonObject { ["role"] = "assistant", ["content"] = answer.Tool is null ? "" : null, ["refusal"] = null };
        await sse.WriteAsync(Chunk(role, null));
        foreach (var delta in Deltas())
        {
            if (!await sse.WriteDeltaAsync(Chunk(delta, null)))
                return;
        }

        if (!await sse.MayCloseAsync())
            return;
        await sse.WriteAsync(Chunk([], ChatApi.FinishReason(answer)));
        if (_usage)
            await sse.WriteAsync(Envelope([], OpenAIUsage.Chat(answer.Tokens)));
        await sse.WriteTextAsync("[DONE]");
    }

    private IEnumerable<JsonObject> Deltas()
    {
        foreach (var piece in answer.Reasoning)
            yield return new JsonObject { [call.Options.ReasoningField] = piece };
        foreach (var piece in answer.Pieces)
            yield return new JsonObject { ["content"] = piece };
        if (answer.Tool is not { } tool)
            yield break;

        yield return ToolDelta(new JsonObject { ["name"] = tool.Name, ["arguments"] = "" }, ChatApi.ToolCallId(call));
        foreach (var piece in tool.Pieces)
            yield return ToolDelta(new JsonObject { ["arguments"] = piece }, null);
    }

    private static JsonObject ToolDelta(JsonObject function, string? id)
    {
        var entry = new JsonObject { ["index"] = 0 };
        if (id is not null)
        {
            entry["id"] = id;
            entry["type"] = "function";
        }
        entry["function"] = function;
        return new JsonObject { ["tool_calls"] = new JsonArray(entry) };
    }

    private JsonObject Chunk(JsonObject delta, string? finishReason) => Envelope(
        [new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finishReason }],
        null);

    private JsonObject Envelope(JsonArray choices, JsonObject? usage)
    {
        var chunk = new JsonObject
        {
            ["id"] = $"chatcmpl-{call.Id}",
            ["object"] = "chat.completion.chunk",
            ["created"] = call.Created,
            ["model"] = call.Model,
            ["service_tier"] = "default",
            ["system_fingerprint"] = "fp_mock",
            ["choices"] = choices,
        };
        if (_usage)
            chunk["usage"] = usage;
        return chunk;
    }

    private Task WriteErrorAsync(SseWriter sse) =>
        sse.WriteAsync(call.Api.Errors.Body(ProviderFailure.OfStatus(500), call.RequestId));
}

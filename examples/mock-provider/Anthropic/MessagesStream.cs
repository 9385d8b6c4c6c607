using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Answers;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.Anthropic;

/// <summary>message_start, ping, blocks, message_delta with cumulative usage, message_stop.</summary>
internal sealed class MessagesStream(ApiCall call, Answer answer)
{
    private int _index;

    public async Task WriteAsync()
    {
        var sse = new SseWriter(call)
        {
            WriteErrorAsync = writer => SendAsync(writer, call.Api.Errors.Body(ProviderFailure.OfStatus(529), call.RequestId)),
        };
        await sse.BeginAsync();
        await SendAsync(sse, new JsonObject
        {
            ["type"] = "message_start",
            ["message"] = MessagesApi.Envelope(call, [], null, MessagesApi.Usage(call, answer.Tokens, output: 1)),
        });
        if (!await ThinkAsync(sse) || !await (answer.Tool is { } tool ? CallAsync(sse, tool) : SayAsync(sse)))
            return;
        if (!await sse.MayCloseAsync())
            return;

        var end = new JsonObject
        {
            ["type"] = "message_delta",
            ["delta"] = new JsonObject { ["stop_reason"] = MessagesApi.StopReason(answer), ["stop_sequence"] = null },
        };
        if (MessagesApi.Usage(call, answer.Tokens, answer.Tokens.Completion) is { } usage)
            end["usage"] = usage;
        await SendAsync(sse, end);
        await SendAsync(sse, new JsonObject { ["type"] = "message_stop" });
    }

    private async Task<bool> ThinkAsync(SseWriter sse)
    {
        if (answer.Reasoning.Count == 0)
            return true;
        return await BlockAsync(
            sse,
            MessagesApi.ThinkingBlock("", signed: false),
            answer.Reasoning
                .Select(piece => new JsonObject { ["type"] = "thinking_delta", ["thinking"] = piece })
                .Append(MessagesApi.SignatureDelta()));
    }

    private Task<bool> SayAsync(SseWriter sse) => BlockAsync(
        sse,
        new JsonObject { ["type"] = "text", ["text"] = "" },
        answer.Pieces.Select(piece => new JsonObject { ["type"] = "text_delta", ["text"] = piece }));

    private Task<bool> CallAsync(SseWriter sse, ToolCall tool) => BlockAsync(
        sse,
        MessagesApi.ToolBlock(call, tool, new JsonObject()),
        tool.Pieces.Prepend("").Select(piece => new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece }));

    private async Task<bool> BlockAsync(SseWriter sse, JsonObject block, IEnumerable<JsonObject> deltas)
    {
        await SendAsync(sse, new JsonObject { ["type"] = "content_block_start", ["index"] = _index, ["content_block"] = block });
        if (_index == 0)
            await SendAsync(sse, new JsonObject { ["type"] = "ping" });
        foreach (var delta in deltas)
        {
            var body = new JsonObject { ["type"] = "content_block_delta", ["index"] = _index, ["delta"] = delta };
            if (!await sse.WriteDeltaAsync(body, "content_block_delta"))
                return false;
        }
        await SendAsync(sse, new JsonObject { ["type"] = "content_block_stop", ["index"] = _index });
        _index++;
        return true;
    }

    /// <summary>The event's name is its type.</summary>
    private static Task SendAsync(SseWriter sse, JsonObject body) => sse.WriteAsync(body, body["type"]!.GetValue<string>());
}

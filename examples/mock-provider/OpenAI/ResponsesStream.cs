using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Answers;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary>The events of a streamed response, in the documented order, each numbered.</summary>
internal sealed class ResponsesStream(ApiCall call, Answer answer)
{
    private int _sequence;
    private int _outputIndex;

    public async Task WriteAsync()
    {
        var sse = new SseWriter(call)
        {
            WriteErrorAsync = writer => SendAsync(writer, "response.failed", With("response", ResponsesBody.Failed(call))),
        };
        await sse.BeginAsync();
        await SendAsync(sse, "response.created", With("response", ResponsesBody.Begun(call)));
        await SendAsync(sse, "response.in_progress", With("response", ResponsesBody.Begun(call)));
        if (!await ReasonAsync(sse) || !await (answer.Tool is { } tool ? CallAsync(sse, tool) : SayAsync(sse)))
            return;
        await SendAsync(
            sse,
            answer.Cut ? "response.incomplete" : "response.completed",
            With("response", ResponsesBody.Finished(call, answer)));
    }

    private async Task<bool> ReasonAsync(SseWriter sse)
    {
        if (answer.Reasoning.Count == 0)
            return true;
        var id = $"rs_{call.Id}";
        await SendAsync(sse, "response.output_item.added", Item(ResponsesBody.ReasoningItem(call, null)));
        await SendAsync(
            sse,
            "response.reasoning_summary_part.added",
            Summary(id, "part", new JsonObject { ["type"] = "summary_text", ["text"] = "" }));
        foreach (var piece in answer.Reasoning)
        {
            if (!await DeltaAsync(sse, "response.reasoning_summary_text.delta", Summary(id, "delta", piece)))
                return false;
        }
        await SendAsync(sse, "response.reasoning_summary_text.done", Summary(id, "text", answer.ReasoningText));
        await SendAsync(
            sse,
            "response.reasoning_summary_part.done",
            Summary(id, "part", new JsonObject { ["type"] = "summary_text", ["text"] = answer.ReasoningText }));
        await SendAsync(sse, "response.output_item.done", Item(ResponsesBody.ReasoningItem(call, answer.ReasoningText)));
        _outputIndex++;
        return true;
    }

    private async Task<bool> SayAsync(SseWriter sse)
    {
        await SendAsync(sse, "response.output_item.added", Item(ResponsesBody.MessageItem(call, null, "in_progress")));
        await SendAsync(sse, "response.content_part.added", Content("part", ResponsesBody.TextPart("")));
        foreach (var piece in answer.Pieces)
        {
            var delta = Content("delta", piece);
            delta["logprobs"] = new JsonArray();
            if (!await DeltaAsync(sse, "response.output_text.delta", delta))
                return false;
        }

        if (!await sse.MayCloseAsync())
            return false;
        await SendAsync(sse, "response.output_text.done", Content("text", answer.Text));
        await SendAsync(sse, "response.content_part.done", Content("part", ResponsesBody.TextPart(answer.Text)));
        await SendAsync(
            sse,
            "response.output_item.done",
            Item(ResponsesBody.MessageItem(call, answer.Text, answer.Cut ? "incomplete" : "completed")));
        return true;
    }

    private async Task<bool> CallAsync(SseWriter sse, ToolCall tool)
    {
        await SendAsync(sse, "response.output_item.added", Item(ResponsesBody.FunctionItem(call, tool.Name, "", "in_progress")));
        foreach (var piece in tool.Pieces)
        {
            if (!await DeltaAsync(sse, "response.function_call_arguments.delta", Function("delta", piece)))
                return false;
        }

        if (!await sse.MayCloseAsync())
            return false;
        await SendAsync(sse, "response.function_call_arguments.done", Function("arguments", tool.Arguments));
        await SendAsync(
            sse, "response.output_item.done", Item(ResponsesBody.FunctionItem(call, tool.Name, tool.Arguments, "completed")));
        return true;
    }

    private static JsonObject With(string name, JsonNode value) => new() { [name] = value };

    private JsonObject Item(JsonObject item) => new() { ["output_index"] = _outputIndex, ["item"] = item };

    private JsonObject Summary(string id, string name, JsonNode value) =>
        new() { ["item_id"] = id, ["output_index"] = _outputIndex, ["summary_index"] = 0, [name] = value };

    private JsonObject Content(string name, JsonNode value) =>
        new() { ["item_id"] = $"msg_{call.Id}", ["output_index"] = _outputIndex, ["content_index"] = 0, [name] = value };

    private JsonObject Function(string name, JsonNode value) =>
        new() { ["item_id"] = $"fc_{call.Id}", ["output_index"] = _outputIndex, [name] = value };

    private Task SendAsync(SseWriter sse, string type, JsonObject body) => sse.WriteAsync(Typed(type, body), type);

    private Task<bool> DeltaAsync(SseWriter sse, string type, JsonObject body) => sse.WriteDeltaAsync(Typed(type, body), type);

    private JsonObject Typed(string type, JsonObject body)
    {
        body.Insert(0, "type", type);
        body.Insert(1, "sequence_number", _sequence++);
        return body;
    }
}

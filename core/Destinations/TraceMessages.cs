using System.Text.Json;
using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations;

/// <summary>
/// Reads the messages of a generation for destinations that want them one by one: chat, responses and messages each have their
/// own form of them. Only text and tools are told; what else there is, is passed over.
/// </summary>
internal static class TraceMessages
{
    /// <summary>What was asked.</summary>
    public static IReadOnlyList<TraceMessage> Input(ContentJson content)
    {
        var input = TolerantJson.Parse(content.Input);
        if (input.Get("prompt").Text() is { } prompt)
            return [new("user", [new(prompt)])];
        var messages = new List<TraceMessage>();
        foreach (var message in input.Get("messages").Items())
        {
            var parts = Parts(message);
            if (parts.Count > 0)
                messages.Add(new(Role(message), parts));
        }
        return messages;
    }

    /// <summary>What was answered.</summary>
    public static TraceMessage Output(ContentJson content)
    {
        var parts = new List<TraceMessagePart>();
        if (TolerantJson.Parse(content.Completion).Text() is { } completion)
            parts.Add(new(completion));
        parts.AddRange(TolerantJson.Parse(content.ToolCalls).Items().Select(Call));
        return new("assistant", parts);
    }

    private static string Role(JsonElement message) => message.Get("role").Text() ?? message.Get("type").Text() switch
    {
        "function_call" or "custom_tool_call" => "assistant",
        "function_call_output" or "custom_tool_call_output" => "tool",
        _ => "user",
    };

    private static List<TraceMessagePart> Parts(JsonElement message)
    {
        var parts = new List<TraceMessagePart>();
        if (message.Get("type").Text() is "function_call" or "custom_tool_call")
            parts.Add(new(
                Raw(message.Get("arguments") ?? message.Get("input")), message.Get("name").Text() ?? "",
                message.Get("call_id").Text() ?? ""));
        if (message.Get("type").Text() is "function_call_output" or "custom_tool_call_output")
            parts.Add(new(Raw(message.Get("output")), null, message.Get("call_id").Text() ?? "", IsAnswer: true));
        if (message.Get("tool_call_id").Text() is { } id)
            parts.Add(new(message.Get("content").TextOrParts() ?? "", null, id, IsAnswer: true));
        else if (message.Get("content").Text() is { } text)
            parts.Add(new(text));
        else
            parts.AddRange(message.Get("content").Items().Select(Part).OfType<TraceMessagePart>());
        parts.AddRange(message.Get("tool_calls").Items().Select(Call));
        return parts;
    }

    private static TraceMessagePart? Part(JsonElement part) => part.Get("type").Text() switch
    {
        "text" or "input_text" or "output_text" => new(part.Get("text").Text() ?? ""),
        "tool_use" => new(Raw(part.Get("input")), part.Get("name").Text() ?? "", part.Get("id").Text() ?? ""),
        "tool_result" => new(
            part.Get("content").TextOrParts() ?? "", null, part.Get("tool_use_id").Text() ?? "", IsAnswer: true),
        _ => null,
    };

    private static TraceMessagePart Call(JsonElement call)
    {
        var called = call.Get("function") ?? call.Get("custom");
        return new(
            Raw(called.Get("arguments") ?? called.Get("input")), called.Get("name").Text() ?? "", call.Get("id").Text() ?? "");
    }

    private static string Raw(JsonElement? value) => value.Text() ?? value?.GetRawText() ?? "";
}

using System.Text.Json;
using K8sRouter.MockProvider.Answers;
using K8sRouter.MockProvider.OpenAI;

namespace K8sRouter.MockProvider.Anthropic;

/// <summary>Reads what a validated Messages request asks.</summary>
internal static class MessagesQuestion
{
    private const int TokensPerMessage = 3;

    public static Question Read(JsonElement body)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToList();
        var system = ChatQuestion.Find(body, "system") is { } given ? TextOf(given) : "";
        var choice = ChatQuestion.Find(body, "tool_choice");
        var choiceType = choice is { } chosen ? ChatQuestion.Find(chosen, "type")?.GetString() : null;
        return new Question
        {
            Model = body.GetProperty("model").GetString()!,
            Text = TextOf(messages[^1].GetProperty("content")),
            FromUser = messages[^1].GetProperty("role").GetString() == "user" && !HoldsToolResult(
                messages[^1].GetProperty("content")),
            PromptTokens = Answerer.CountTokens(system) + messages.Sum(
                message => TokensPerMessage + Answerer.CountTokens(TextOf(message.GetProperty("content")))),
            Tools = choiceType == "none" ? [] : Tools(body),
            ForcedTool = choiceType switch
            {
                "any" => "",
                "tool" => ChatQuestion.Find(choice!.Value, "name")?.GetString() ?? "",
                _ => null,
            },
            Reasoning = ChatQuestion.Find(body, "thinking") is { } thinking
                && ChatQuestion.Find(thinking, "type")?.GetString() is "enabled" or "adaptive",
            MaxTokens = body.GetProperty("max_tokens").GetInt32(),
        };
    }

    private static string TextOf(JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.String)
            return content.GetString()!;
        return string.Join('\n', content.EnumerateArray().Select(BlockText).Where(text => text.Length > 0));
    }

    private static string BlockText(JsonElement block) => ChatQuestion.Find(block, "type")?.GetString() switch
    {
        "text" => ChatQuestion.Find(block, "text")?.GetString() ?? "",
        "tool_result" => ChatQuestion.Find(block, "content") is { } content ? TextOf(content) : "",
        _ => "",
    };

    private static bool HoldsToolResult(JsonElement content) =>
        content.ValueKind == JsonValueKind.Array && content.EnumerateArray().Any(
            block => ChatQuestion.Find(block, "type")?.GetString() == "tool_result");

    private static (string, JsonElement?)[] Tools(JsonElement body) =>
        ChatQuestion.Find(body, "tools") is { } tools
            ? [.. tools.EnumerateArray()
                .Where(tool => ChatQuestion.Find(tool, "name") is not null)
                .Select(tool => (tool.GetProperty("name").GetString()!, ChatQuestion.Find(tool, "input_schema")))]
            : [];
}

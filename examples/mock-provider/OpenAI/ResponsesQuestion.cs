using System.Text.Json;
using K8sRouter.MockProvider.Answers;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary>Reads what a validated Responses request asks.</summary>
internal static class ResponsesQuestion
{
    public static Question Read(JsonElement body)
    {
        var input = body.GetProperty("input");
        var items = input.ValueKind == JsonValueKind.Array ? input.EnumerateArray().ToList() : [];
        var texts = input.ValueKind == JsonValueKind.String ? [input.GetString()!] : items.ConvertAll(TextOf);
        var choice = ChatQuestion.Find(body, "tool_choice");
        return new Question
        {
            Model = body.GetProperty("model").GetString()!,
            Text = texts.LastOrDefault(""),
            FromUser = items.Count == 0 || ChatQuestion.Find(items[^1], "role")?.GetString() == "user",
            PromptTokens = texts.Sum(Answerer.CountTokens) + Answerer.CountTokens(
                ChatQuestion.Find(body, "instructions")?.GetString() ?? ""),
            Tools = choice is { ValueKind: JsonValueKind.String } word && word.GetString() == "none" ? [] : Tools(body),
            ForcedTool = choice switch
            {
                { ValueKind: JsonValueKind.String } named => named.GetString() == "required" ? "" : null,
                { ValueKind: JsonValueKind.Object } named => ChatQuestion.Find(named, "name")?.GetString() ?? "",
                _ => null,
            },
            Reasoning = ChatQuestion.Find(body, "reasoning") is { } reasoning
                && ChatQuestion.Find(reasoning, "effort")?.GetString() is not "none",
            MaxTokens = ChatQuestion.Find(body, "max_output_tokens")?.GetInt32(),
        };
    }

    /// <summary>A message's text, or what a function gave back.</summary>
    private static string TextOf(JsonElement item) =>
        ChatQuestion.Find(item, "output") is { ValueKind: JsonValueKind.String } output
            ? output.GetString()!
            : ChatQuestion.TextOf(item);

    private static List<(string, JsonElement?)> Tools(JsonElement body)
    {
        if (ChatQuestion.Find(body, "tools") is not { } tools)
            return [];
        return
        [
            .. tools.EnumerateArray()
                .Where(tool => ChatQuestion.Find(tool, "type")?.GetString() == "function")
                .Select(tool => (tool.GetProperty("name").GetString()!, ChatQuestion.Find(tool, "parameters"))),
        ];
    }
}

using System.Text.Json;
using K8sRouter.MockProvider.Answers;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary>Reads what a validated chat request asks.</summary>
internal static class ChatQuestion
{
    private const int TokensPerMessage = 3;
    private const int TokensPerImage = 85;

    public static Question Read(JsonElement body)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToList();
        var format = Find(body, "response_format");
        var formatType = format is { } given ? given.GetProperty("type").GetString() : null;
        return new Question
        {
            Model = body.GetProperty("model").GetString()!,
            Text = TextOf(messages[^1]),
            FromUser = messages[^1].GetProperty("role").GetString() == "user",
            PromptTokens = messages.Sum(
                message => TokensPerMessage + Answerer.CountTokens(TextOf(message)) + TokensPerImage * Images(message)),
            Tools = Tools(body),
            ForcedTool = ForcedTool(body),
            Reasoning = Find(body, "reasoning") is not null || Find(body, "reasoning_effort") is { } effort
                && effort.GetString() != "none",
            MaxTokens = (Find(body, "max_completion_tokens") ?? Find(body, "max_tokens"))?.GetInt32(),
            Json = formatType is "json_object" or "json_schema",
            JsonSchema = formatType == "json_schema" ? Find(format!.Value.GetProperty("json_schema"), "schema") : null,
        };
    }

    public static JsonElement? Find(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
            && body.TryGetProperty(name, out var value)
            && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string TextOf(JsonElement message)
    {
        if (Find(message, "content") is not { } content)
            return "";
        return content.ValueKind == JsonValueKind.String ? content.GetString()! : string.Join('\n', Parts(content));
    }

    private static IEnumerable<string> Parts(JsonElement content) =>
        content.EnumerateArray().Select(part => Find(part, "text")).OfType<JsonElement>().Select(text => text.GetString() ?? "");

    private static int Images(JsonElement message) =>
        Find(message, "content") is { ValueKind: JsonValueKind.Array } content
            ? content.EnumerateArray().Count(part => Find(part, "type")?.GetString() is "image_url" or "image" or "input_image")
            : 0;

    private static (string, JsonElement?)[] Tools(JsonElement body)
    {
        if (Find(body, "tools") is not { } tools || Find(body, "tool_choice") is { } choice && choice.ToString() == "none")
            return [];
        return
        [
            .. tools.EnumerateArray()
                .Select(tool => tool.GetProperty("function"))
                .Select(tool => (tool.GetProperty("name").GetString()!, Find(tool, "parameters"))),
        ];
    }

    private static string? ForcedTool(JsonElement body) => Find(body, "tool_choice") switch
    {
        { ValueKind: JsonValueKind.String } choice => choice.GetString() == "required" ? "" : null,
        { ValueKind: JsonValueKind.Object } choice when Find(choice, "function") is { } function =>
            Find(function, "name")?.GetString() ?? "",
        _ => null,
    };
}

using System.Text;
using System.Text.Json;

namespace K8sRouter.Operator.Commands.Logs.Showing;

/// <summary>The content of one generation for a person: who said what, in order.</summary>
internal static class ContentText
{
    private const int MostOfOtherParts = 200;

    public static string Render(JsonElement document)
    {
        var text = new StringBuilder();
        if (document.TryGetProperty("content_truncated", out var truncated) && truncated.ValueKind == JsonValueKind.True)
            text.Append("\n(the stored copy is cut at its byte budget; the call itself was not)\n");
        if (document.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Object)
            AppendInput(text, input);
        if (document.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Object)
        {
            Part(text, "reasoning", Value(output, "reasoning"));
            Part(text, "completion", Value(output, "completion"));
        }
        Part(text, "tool calls", Value(document, "tool_calls"));
        if (document.TryGetProperty("items", out var items))
            Part(text, "other output", Content(items));
        if (document.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            AppendError(text, error);
        return text.ToString();
    }

    private static void AppendInput(StringBuilder text, JsonElement input)
    {
        Part(text, "prompt", Value(input, "prompt"));
        if (!input.TryGetProperty("messages", out var messages))
            return;
        if (messages.ValueKind != JsonValueKind.Array)
        {
            Part(text, "messages", Value(input, "messages"));
            return;
        }
        foreach (var message in messages.EnumerateArray())
        {
            var isObject = message.ValueKind == JsonValueKind.Object;
            Part(text, (isObject ? Value(message, "role") : null) ?? "message", isObject ? Body(message) : Text(message));
        }
    }

    /// <summary>What a message says, with what else it carries that isn't its role.</summary>
    private static string Body(JsonElement message)
    {
        var lines = message.EnumerateObject()
            .Where(property => property.Name is not ("role" or "content"))
            .Select(property => $"[{property.Name}: {Text(property.Value)}]");
        string?[] said = [message.TryGetProperty("content", out var content) ? Content(content) : null, .. lines];
        return string.Join('\n', said.Where(line => !string.IsNullOrEmpty(line)));
    }

    private static string? Content(JsonElement content) =>
        content.ValueKind == JsonValueKind.Array
            ? string.Join('\n', content.EnumerateArray().Select(part =>
                part.ValueKind == JsonValueKind.Object && Value(part, "text") is { } text ? text : Other(part)))
            : Text(content);

    /// <summary>Images and sounds travel as text of any length, which tells nobody anything.</summary>
    private static string? Other(JsonElement part) =>
        Text(part) is { Length: > MostOfOtherParts } text
            ? $"{text[..MostOfOtherParts]}… ({Amounts.Count(text.Length)} characters)"
            : Text(part);

    private static void AppendError(StringBuilder text, JsonElement error)
    {
        Part(text, "error", OneError(error, "status"));
        if (!error.TryGetProperty("previous_errors", out var previous) || previous.ValueKind != JsonValueKind.Array)
            return;
        foreach (var earlier in previous.EnumerateArray().Where(earlier => earlier.ValueKind == JsonValueKind.Object))
            Part(text, "error before", OneError(earlier, "code"));
    }

    private static string OneError(JsonElement error, string status)
    {
        var head = string.Join(' ', new[] { Value(error, "provider_name"), Value(error, status) }.OfType<string>());
        return string.Join('\n', new[] { head, Value(error, "message"), Value(error, "raw") }
            .Where(line => !string.IsNullOrEmpty(line)).Distinct());
    }

    private static void Part(StringBuilder text, string heading, string? body)
    {
        if (body is null)
            return;
        text.Append("\n--- ").Append(SafeText.Line(heading)).Append('\n');
        text.Append(SafeText.Of(body).TrimEnd('\n')).Append('\n');
    }

    private static string? Value(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}

using System.Text.Json;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary>What chat completions refuse.</summary>
internal static class ChatChecks
{
    private static readonly HashSet<string> Roles = ["developer", "system", "user", "assistant", "tool", "function"];
    private static readonly HashSet<string> PartTypes = ["text", "image_url", "input_audio", "file", "refusal"];
    private static readonly HashSet<string> ToolChoices = ["none", "auto", "required"];
    private static readonly HashSet<string> Formats = ["text", "json_object", "json_schema"];
    private static readonly HashSet<string> Efforts = ["none", "minimal", "low", "medium", "high", "xhigh"];

    public static void Check(RequestBody body)
    {
        OpenAIChecks.OnlyKnown(body, KnownFields.Chat);
        body.RequireText("model");
        Messages(body);
        OpenAIChecks.Sampling(body);
        OpenAIChecks.Stream(body);
        OpenAIChecks.Metadata(body);
        body.Integer("max_completion_tokens", 1);
        body.Boolean("store");
        body.Boolean("parallel_tool_calls");
        body.Text("safety_identifier");
        body.Object("reasoning");
        Choice(body, "reasoning_effort", Efforts);
        Tools(body);
        Format(body);
    }

    private static void Messages(RequestBody body)
    {
        var messages = body.Require("messages");
        body.Array("messages");
        if (messages.GetArrayLength() == 0)
            throw ProviderFailure.Invalid(
                "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
                "messages",
                "empty_array");
        var index = 0;
        foreach (var message in messages.EnumerateArray())
            Message(message, $"messages[{index++}]");
    }

    private static void Message(JsonElement message, string at)
    {
        if (message.ValueKind != JsonValueKind.Object)
            throw RequestBody.WrongType(at, "an object", message);
        if (!message.TryGetProperty("role", out var role))
            throw ProviderFailure.Invalid(
                $"Missing required parameter: '{at}.role'.", $"{at}.role", "missing_required_parameter");
        if (role.ValueKind != JsonValueKind.String || !Roles.Contains(role.GetString()!))
            throw ProviderFailure.Invalid(
                $"Invalid value for '{at}.role'. Supported values are: {Names(Roles)}.",
                $"{at}.role",
                "invalid_value");

        var hasContent = message.TryGetProperty("content", out var content) && content.ValueKind != JsonValueKind.Null;
        if (!hasContent && role.GetString() != "assistant")
            throw ProviderFailure.Invalid($"Invalid value for 'content': expected a string, got null.", $"{at}.content");
        if (role.GetString() == "tool" && !message.TryGetProperty("tool_call_id", out _))
            throw ProviderFailure.Invalid(
                $"Missing parameter 'tool_call_id': messages with role 'tool' must have a 'tool_call_id'.", $"{at}.tool_call_id");
        if (hasContent)
            Content(content, $"{at}.content");
    }

    private static void Content(JsonElement content, string at)
    {
        if (content.ValueKind == JsonValueKind.String)
            return;
        if (content.ValueKind != JsonValueKind.Array)
            throw RequestBody.WrongType(at, "a string or an array", content);
        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var type = part.ValueKind == JsonValueKind.Object
                && part.TryGetProperty("type", out var given)
                && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
            if (!PartTypes.Contains(type))
                throw ProviderFailure.Invalid(
                    $"Invalid value for '{at}[{index}].type'. Supported values are: {Names(PartTypes)}.",
                    $"{at}[{index}].type",
                    "invalid_value");
            index++;
        }
    }

    private static void Tools(RequestBody body)
    {
        body.Array("tools");
        if (body.Find("tools") is not { } tools)
        {
            if (body.Find("tool_choice") is not null)
                throw ProviderFailure.Invalid(
                    "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.", "tool_choice");
            return;
        }

        var index = 0;
        foreach (var tool in tools.EnumerateArray())
        {
            var named = tool.ValueKind == JsonValueKind.Object
                && tool.TryGetProperty("function", out var function)
                && function.ValueKind == JsonValueKind.Object
                && function.TryGetProperty("name", out var name)
                && name.ValueKind == JsonValueKind.String;
            if (!named)
                throw ProviderFailure.Invalid(
                    $"Missing required parameter: 'tools[{index}].function.name'.",
                    $"tools[{index}].function.name",
                    "missing_required_parameter");
            index++;
        }
        if (body.Find("tool_choice") is { ValueKind: JsonValueKind.String })
            Choice(body, "tool_choice", ToolChoices);
    }

    private static void Format(RequestBody body)
    {
        body.Object("response_format");
        if (body.Find("response_format") is not { } format)
            return;
        if (!format.TryGetProperty("type", out var type) || !Formats.Contains(type.GetString() ?? ""))
            throw ProviderFailure.Invalid(
                $"Invalid value for 'response_format.type'. Supported values are: {Names(Formats)}.",
                "response_format.type",
                "invalid_value");
        if (type.GetString() == "json_schema" && !format.TryGetProperty("json_schema", out _))
            throw ProviderFailure.Invalid(
                "Missing required parameter: 'response_format.json_schema'.",
                "response_format.json_schema",
                "missing_required_parameter");
    }

    private static void Choice(RequestBody body, string name, HashSet<string> allowed)
    {
        if (body.Find(name) is not { } value)
            return;
        body.Text(name);
        if (!allowed.Contains(value.GetString()!))
            throw ProviderFailure.Invalid(
                $"Invalid value: '{value.GetString()}'. Supported values are: {Names(allowed)}.",
                name,
                "invalid_value");
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names);
}

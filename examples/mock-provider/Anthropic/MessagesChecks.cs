using System.Text.Json;
using K8sRouter.MockProvider.Http;

namespace K8sRouter.MockProvider.Anthropic;

/// <summary>What Messages refuse.</summary>
internal static class MessagesChecks
{
    private static readonly HashSet<string> Known =
    [
        "cache_control", "container", "context_management", "inference_geo", "max_tokens", "mcp_servers", "messages",
        "metadata", "model", "output_config", "output_format", "service_tier", "stop_sequences", "stream", "system",
        "temperature", "thinking", "tool_choice", "tools", "top_k", "top_p",
    ];

    public static void Check(RequestBody body)
    {
        foreach (var name in body.Unknown(Known))
            throw ProviderFailure.Invalid($"{name}: Extra inputs are not permitted");
        foreach (var name in (string[])["model", "max_tokens", "messages"])
        {
            if (body.Find(name) is null)
                throw ProviderFailure.Invalid($"{name}: Field required");
        }

        body.RequireText("model");
        body.Integer("max_tokens", 1);
        body.Number("temperature", 0, 1);
        body.Number("top_p", 0, 1);
        body.Integer("top_k", 0);
        body.Boolean("stream");
        body.Array("messages");
        body.Array("tools");
        body.Object("thinking");
        body.Object("tool_choice");
        Metadata(body);
        Messages(body.Require("messages"));
        if (body.Find("system") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Array) })
            throw ProviderFailure.Invalid("system: Input should be a valid string or list");
    }

    private static void Metadata(RequestBody body)
    {
        body.Object("metadata");
        if (body.Find("metadata") is not { } metadata)
            return;
        foreach (var field in metadata.EnumerateObject().Where(field => field.Name != "user_id"))
            throw ProviderFailure.Invalid($"metadata.{field.Name}: Extra inputs are not permitted");
    }

    private static void Messages(JsonElement messages)
    {
        if (messages.GetArrayLength() == 0)
            throw ProviderFailure.Invalid("messages: at least one message is required");
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var role = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var given)
                ? given.ToString()
                : "";
            if (role is not ("user" or "assistant"))
                throw ProviderFailure.Invalid($"messages.{index}.role: Input should be 'user' or 'assistant'");
            if (!message.TryGetProperty("content", out var content))
                throw ProviderFailure.Invalid($"messages.{index}.content: Field required");
            if (content.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
                throw ProviderFailure.Invalid($"messages.{index}.content: Input should be a valid string or list");
            foreach (var field in message.EnumerateObject().Where(field => field.Name is not ("role" or "content")))
                throw ProviderFailure.Invalid($"messages.{index}.{field.Name}: Extra inputs are not permitted");
            index++;
        }
    }
}

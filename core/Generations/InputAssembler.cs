using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>Brings the five kinds of requests into the two forms of input: messages, or a prompt.</summary>
internal static class InputAssembler
{
    public static JsonObject Assemble(string api, JsonElement? request) => api switch
    {
        GenerationApis.Completions => Prompt(request.Get("prompt")),
        GenerationApis.Embeddings => Prompt(request.Get("input")),
        GenerationApis.Responses => Messages(request.Get("instructions"), request.Get("input")),
        GenerationApis.Messages => Messages(request.Get("system"), request.Get("messages")),
        _ => Messages(null, request.Get("messages")),
    };

    /// <summary>Text as it is; token ids and lists of texts as JSON text.</summary>
    private static JsonObject Prompt(JsonElement? prompt) => new()
    {
        ["prompt"] = prompt.Text() ?? (prompt is { } other ? Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(other)) : ""),
    };

    private static JsonObject Messages(JsonElement? system, JsonElement? messages)
    {
        if (system is null && messages is { ValueKind: JsonValueKind.Array } asTheyAre)
            return new() { ["messages"] = asTheyAre.Node() };
        var all = new JsonArray();
        if (system is { } first)
            all.Add((JsonNode)Message("system", first));
        if (messages is { ValueKind: JsonValueKind.String } text)
            all.Add((JsonNode)Message("user", text));
        foreach (var message in messages.Items())
            all.Add(message.Node());
        return new() { ["messages"] = all };
    }

    private static JsonObject Message(string role, JsonElement content) =>
        new() { ["role"] = role, ["content"] = content.Node() };
}

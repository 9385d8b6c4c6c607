using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>Content of one generation in the shape of <c>GET /generation/content</c>.</summary>
public sealed record GenerationContent
{
    /// <summary><c>{"messages": [...]}</c> or <c>{"prompt": "..."}</c>.</summary>
    public required JsonObject Input { get; init; }

    /// <summary>The answer's text; null: none.</summary>
    public string? Completion { get; init; }

    /// <summary>The reasoning's text; null: none.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Tool calls of the answer, in OpenAI's form; null: none. Not part of the API's shape, used by traces.</summary>
    public JsonArray? ToolCalls { get; init; }

    /// <summary>
    /// What was answered besides text, reasoning and calls of the caller's tools: images, the provider's own tools, kinds that
    /// aren't known, each as it came; null: nothing. Not part of the API's shape.
    /// </summary>
    public JsonArray? Items { get; init; }

    /// <summary><c>{status, message, provider_name, raw, previous_errors}</c>; null: it succeeded.</summary>
    public JsonObject? Error { get; init; }
}

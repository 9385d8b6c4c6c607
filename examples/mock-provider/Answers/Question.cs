using System.Text.Json;

namespace K8sRouter.MockProvider.Answers;

/// <summary>What a call asks, whatever its wire format.</summary>
internal sealed record Question
{
    public required string Model { get; init; }

    /// <summary>Text of the last message.</summary>
    public required string Text { get; init; }

    /// <summary>All text of the prompt, counted.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Whether the last message is the user's: then a tool may be called.</summary>
    public bool FromUser { get; init; } = true;

    /// <summary>Name and parameter schema of each tool that may be called.</summary>
    public IReadOnlyList<(string Name, JsonElement? Schema)> Tools { get; init; } = [];

    /// <summary>A tool must be called: this one, or the first where empty. Null: the text decides.</summary>
    public string? ForcedTool { get; init; }

    public bool Reasoning { get; init; }

    /// <summary>Pieces after which the answer ends with <c>length</c>.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The answer must be a JSON object; with a schema where one was given.</summary>
    public bool Json { get; init; }

    public JsonElement? JsonSchema { get; init; }
}

using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>What a model answered; null: none.</summary>
/// <param name="Completion">Its text.</param>
/// <param name="Reasoning">Text of its reasoning.</param>
/// <param name="ToolCalls">Calls of the caller's tools, in the form of chat.</param>
/// <param name="Items">What is neither, each as it came.</param>
internal readonly record struct Answer(string? Completion, string? Reasoning, JsonArray? ToolCalls, JsonArray? Items);

using System.Text.Json.Nodes;

namespace K8sRouter.Core.Generations;

/// <summary>What a model answered; null: none.</summary>
internal readonly record struct Answer(string? Completion, string? Reasoning, JsonArray? ToolCalls);

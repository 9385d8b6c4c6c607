using System.Text.Json.Nodes;
using K8sRouter.MockProvider.Answers;

namespace K8sRouter.MockProvider.OpenAI;

/// <summary>Usage as the OpenAI routes report it.</summary>
internal static class OpenAIUsage
{
    public static JsonObject Chat(TokenCounts tokens) => new()
    {
        ["prompt_tokens"] = tokens.Prompt,
        ["completion_tokens"] = tokens.Completion,
        ["total_tokens"] = tokens.Total,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = tokens.Cached, ["audio_tokens"] = 0 },
        ["completion_tokens_details"] = new JsonObject
        {
            ["reasoning_tokens"] = tokens.Reasoning,
            ["audio_tokens"] = 0,
            ["accepted_prediction_tokens"] = 0,
            ["rejected_prediction_tokens"] = 0,
        },
    };

    public static JsonObject Responses(TokenCounts tokens) => new()
    {
        ["input_tokens"] = tokens.Prompt,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = tokens.Cached },
        ["output_tokens"] = tokens.Completion,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = tokens.Reasoning },
        ["total_tokens"] = tokens.Total,
    };
}

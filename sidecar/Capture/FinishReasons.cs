namespace K8sRouter.Sidecar.Capture;

/// <summary>Maps what providers write to the API's five finish reasons.</summary>
internal static class FinishReasons
{
    public const string Stop = "stop";
    public const string Length = "length";
    public const string ToolCalls = "tool_calls";
    public const string ContentFilter = "content_filter";
    public const string Error = "error";

    /// <summary>
    /// Reasons of OpenAI, Anthropic, Google, Cohere, Mistral and vLLM; an unknown one counts as a stop. Null: it says nothing,
    /// and the answer goes on.
    /// </summary>
    public static string? Normalize(string native) => native switch
    {
        "stop" or "length" or "tool_calls" or "content_filter" or "error" => native,
        "max_tokens" or "MAX_TOKENS" or "max_output_tokens" or "model_length" or "model_context_window_exceeded" => Length,
        "tool_use" or "function_call" or "tool_call" => ToolCalls,
        "refusal" or "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "content_filtered" =>
            ContentFilter,
        "network_error" or "insufficient_system_resource" or "abort" or "OTHER" => Error,
        _ when IsBlank(native) => null,
        _ => Stop,
    };

    /// <summary>Whether it is what a provider writes where it has no reason yet, in the place of null.</summary>
    public static bool IsBlank(string native) =>
        string.IsNullOrWhiteSpace(native)
        || native.Equals("null", StringComparison.OrdinalIgnoreCase)
        || native.Equals("none", StringComparison.OrdinalIgnoreCase)
        || native.Equals("FINISH_REASON_UNSPECIFIED", StringComparison.OrdinalIgnoreCase);
}

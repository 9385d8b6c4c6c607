namespace K8sRouter.MockProvider.OpenAI;

/// <summary>The documented top-level fields of each route. Whatever else arrives is refused.</summary>
internal static class KnownFields
{
    /// <summary><c>reasoning</c> is what many compatible servers take in the place of <c>reasoning_effort</c>.</summary>
    public static readonly IReadOnlySet<string> Chat = new HashSet<string>
    {
        "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs", "max_completion_tokens",
        "max_tokens", "messages", "metadata", "modalities", "model", "n", "parallel_tool_calls", "prediction",
        "presence_penalty", "prompt_cache_key", "prompt_cache_retention", "reasoning", "reasoning_effort",
        "response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream", "stream_options",
        "temperature", "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
    };

    public static readonly IReadOnlySet<string> Completions = new HashSet<string>
    {
        "best_of", "echo", "frequency_penalty", "logit_bias", "logprobs", "max_tokens", "model", "n",
        "presence_penalty", "prompt", "seed", "stop", "stream", "stream_options", "suffix", "temperature", "top_p",
        "user",
    };

    public static readonly IReadOnlySet<string> Embeddings = new HashSet<string>
    {
        "dimensions", "encoding_format", "input", "model", "user",
    };

    public static readonly IReadOnlySet<string> Responses = new HashSet<string>
    {
        "background", "context_management", "conversation", "include", "input", "instructions", "max_output_tokens",
        "max_tool_calls", "metadata", "model", "parallel_tool_calls", "previous_response_id", "prompt",
        "prompt_cache_key", "prompt_cache_retention", "reasoning", "safety_identifier", "service_tier", "store",
        "stream", "stream_options", "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p",
        "truncation", "user",
    };
}

using K8sRouter.Core.Generations;

namespace K8sRouter.Core.Destinations.Filtering;

/// <summary>
/// What filter rules look at: one table of names, kinds and when each is known.
/// <list type="table">
/// <listheader><term>field</term><description>is</description></listheader>
/// <item><term>model</term><description>the model that served, <c>author/slug</c>; of a failed call the first one asked
/// for</description></item>
/// <item><term>provider</term><description>the provider that served, by its slug or by the name shown to people: a rule
/// compares with both</description></item>
/// <item><term>session_id, user_id, api_key_name</term><description>the caller's session, its <c>user</c>, the name of its
/// key</description></item>
/// <item><term>finish_reason</term><description>normalised; <c>error</c> where the call failed</description></item>
/// <item><term>input, output</term><description>the text of the messages or the prompt, and the text of the answer: see
/// <see cref="FilterTexts"/></description></item>
/// <item><term>total_cost</term><description>US dollars before any discount</description></item>
/// <item><term>total_tokens, prompt_tokens, completion_tokens</term><description>as the provider counted them</description>
/// </item>
/// </list>
/// </summary>
public static class FilterFields
{
    /// <summary>The model that served.</summary>
    public const string Model = "model";

    /// <summary>The provider that served.</summary>
    public const string Provider = "provider";

    /// <summary>The caller's session.</summary>
    public const string SessionId = "session_id";

    /// <summary>The request's <c>user</c>.</summary>
    public const string UserId = "user_id";

    /// <summary>Name of the caller's key.</summary>
    public const string ApiKeyName = "api_key_name";

    /// <summary>Normalised finish reason.</summary>
    public const string FinishReason = "finish_reason";

    /// <summary>Text of the request.</summary>
    public const string Input = "input";

    /// <summary>Text of the answer.</summary>
    public const string Output = "output";

    /// <summary>US dollars.</summary>
    public const string TotalCost = "total_cost";

    /// <summary>Tokens of prompt and completion.</summary>
    public const string TotalTokens = "total_tokens";

    /// <summary>Tokens of the prompt.</summary>
    public const string PromptTokens = "prompt_tokens";

    /// <summary>Tokens of the completion.</summary>
    public const string CompletionTokens = "completion_tokens";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Model, Provider, SessionId, UserId, ApiKeyName, FinishReason, Input, Output, TotalCost, TotalTokens, PromptTokens,
        CompletionTokens,
    ];

    /// <summary>Whether the field is a number; text otherwise.</summary>
    public static bool IsNumber(string field) => field is TotalCost or TotalTokens or PromptTokens or CompletionTokens;

    /// <summary>Whether the field is content, which only destinations with content mode Full may hold.</summary>
    public static bool IsContent(string field) => field is Input or Output;

    /// <summary>When a rule on the field can first be decided.</summary>
    internal static GenerationStage KnownFrom(string field) => field switch
    {
        SessionId or UserId or ApiKeyName => GenerationStage.Started,
        Input or Output => GenerationStage.Delivered,
        _ => GenerationStage.Finished,
    };

    internal static decimal? Number(string field, GenerationRecord record) => field switch
    {
        TotalCost => record.Cost?.Total,
        TotalTokens => record.Usage?.Total,
        PromptTokens => record.Usage?.Prompt,
        CompletionTokens => record.Usage?.Completion,
        _ => null,
    };

    internal static string? Metadata(string field, GenerationRecord record) => field switch
    {
        Model => record.Model,
        Provider => record.ProviderSlug,
        SessionId => record.SessionId,
        UserId => record.ExternalUser,
        ApiKeyName => record.ApiKeyName,
        FinishReason => record.FinishReason
            ?? (record.Outcome is GenerationOutcomes.Failed or GenerationOutcomes.RouterCrashed ? "error" : null),
        _ => null,
    };
}

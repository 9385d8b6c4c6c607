using K8sRouter.Core.Generations;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ModelProviders;

/// <summary>One model at a provider: what a request is routed to.</summary>
public sealed record ProviderModel
{
    /// <summary>
    /// Name that callers write: the model's author, a slash and a slug, the same at every provider of the model. It must not
    /// end in :free, :nitro or :floor, which are routing rules. Example: <c>openai/gpt-5-mini</c>.
    /// </summary>
    [Text(MaxLength = 200, Pattern = "^[a-z0-9][a-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._:-]*$",
        Must = "be author/slug, such as openai/gpt-5-mini")]
    [ValidationRule("!self.matches(':(free|nitro|floor)$')", RuleMessages.RoutingSuffix)]
    public required string Name { get; init; }

    /// <summary>
    /// The provider's own name of the model, sent upstream. Absent: the slug, without author. Example: <c>gpt-5-mini</c>.
    /// </summary>
    [Text(MinLength = 1, MaxLength = 256)]
    public string? UpstreamName { get; init; }

    /// <summary>Name shown to people. Absent: <c>name</c>. Example: <c>OpenAI: GPT-5 mini</c>.</summary>
    [Text(MinLength = 1, MaxLength = 200)]
    public string? DisplayName { get; init; }

    /// <summary>A sentence about the model, shown in lists. Absent: none.</summary>
    [Text(MaxLength = 2000)]
    public string? Description { get; init; }

    /// <summary>When the model appeared, in seconds since 1970 (UTC). Absent: not known. Example: <c>1754586000</c>.</summary>
    [Number(0, 253402300799)]
    public long? Created { get; init; }

    /// <summary>
    /// The dated name under which generations are recorded. Absent: <c>name</c>. Example:
    /// <c>openai/gpt-5-mini-2025-08-07</c>.
    /// </summary>
    [Text(MaxLength = 200, Pattern = "^[a-z0-9][a-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._:-]*$",
        Must = "be author/slug, such as openai/gpt-5-mini-2025-08-07")]
    [ValidationRule("!self.matches(':(free|nitro|floor)$')", RuleMessages.RoutingSuffix)]
    public string? CanonicalSlug { get; init; }

    /// <summary>What the model takes. Absent: text.</summary>
    [Items(5, ListKind.Atomic, Min = 1)]
    [OneOf("text", "image", "file", "audio", "video")]
    public IReadOnlyList<string>? InputModalities { get; init; }

    /// <summary>What the model gives. Absent: text.</summary>
    [Items(5, ListKind.Atomic, Min = 1)]
    [OneOf("text", "image", "embeddings", "audio", "video")]
    public IReadOnlyList<string>? OutputModalities { get; init; }

    /// <summary>The APIs by which this model is called, of those that the upstreams serve. Absent: all of them.</summary>
    [Items(5, ListKind.Atomic, Min = 1)]
    [OneOf(GenerationApis.Chat, GenerationApis.Completions, GenerationApis.Embeddings, GenerationApis.Responses,
        GenerationApis.Messages)]
    public IReadOnlyList<string>? Apis { get; init; }

    /// <summary>Tokens that prompt and completion may have together. Absent: not known. Example: <c>400000</c>.</summary>
    [Number(1, int.MaxValue)]
    public int? ContextLength { get; init; }

    /// <summary>Most tokens of one completion. Absent: not known. Example: <c>128000</c>.</summary>
    [Number(1, int.MaxValue)]
    public int? MaxCompletionTokens { get; init; }

    /// <summary>
    /// Whether the provider charges nothing. Policies rule free models apart, since these are often paid with data.
    /// Absent: false.
    /// </summary>
    public bool Free { get; init; }

    /// <summary>Number format of the weights as served. Absent: unknown. Example: <c>fp8</c>.</summary>
    [OneOf("int4", "int8", "fp4", "fp6", "fp8", "fp16", "bf16", "fp32", "unknown")]
    public string? Quantization { get; init; }

    /// <summary>
    /// Request fields that the model honours, for callers who demand it. Absent: not known. Example:
    /// <c>[temperature, tools]</c>.
    /// </summary>
    [Items(64, ListKind.Set)]
    [Text(MinLength = 1, MaxLength = 64, Pattern = "^[a-z][a-z0-9_]*$",
        Must = "be the name of a request field, such as max_tokens")]
    public IReadOnlyList<string>? SupportedParameters { get; init; }

    /// <summary>
    /// Whether the model's author lets its output be used to train other models. Absent: not known, treated as false.
    /// </summary>
    public bool? Distillable { get; init; }

    /// <summary>Whether closing the connection stops generation, and so billing. Absent: not known, treated as false.</summary>
    public bool? Cancellable { get; init; }

    /// <summary>Prices. Absent: not known; the cost of a call is then null, not zero.</summary>
    public ModelPricing? Pricing { get; init; }

    /// <summary>Countries where this model runs, instead of the provider's. Absent or null: the provider's.</summary>
    [Items(64, ListKind.Atomic, Min = 1)]
    [Country]
    [NullIsAbsent]
    public IReadOnlyList<string>? Datacenters { get; init; }

    /// <summary>What is different for this model about the provider's data policy, field by field. Absent: nothing.</summary>
    public DataPolicySpec? DataPolicy { get; init; }
}

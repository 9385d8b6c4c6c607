namespace K8sRouter.Core.Generations;

/// <summary>
/// The metadata of one generation, always kept: what the journal, the record segments, the index behind
/// <c>GET /generation</c>, traces and events are all made from. Holds no content: no prompt, completion, error text or body.
/// Unknown is null, never zero. Times are milliseconds from <see cref="CreatedAt"/> unless said otherwise. A list that a row
/// doesn't hold is empty: generated code gives an absent member null in spite of its initializer.
/// </summary>
public sealed record GenerationRecord
{
    /// <summary>Form of the record.</summary>
    public int Version { get; init; } = 1;

    /// <summary><c>gen-&lt;unix seconds&gt;-&lt;20 characters&gt;</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>req-&lt;unix seconds&gt;-&lt;20 characters&gt;</c>: groups the generations of one call.</summary>
    public required string RequestId { get; init; }

    /// <summary>UUID of the workspace.</summary>
    public required string WorkspaceId { get; init; }

    /// <summary>Namespace of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>The six characters that name the sidecar.</summary>
    public required string Sidecar { get; init; }

    /// <summary>Revision of the configuration that the request was planned with.</summary>
    public required string ConfigRevision { get; init; }

    /// <summary>When the request arrived.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>One of <see cref="GenerationOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>One of <see cref="GenerationApis"/>: which call it was.</summary>
    public required string Api { get; init; }

    /// <summary>The model as the caller wrote it, variant included.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>Name of the model that served, <c>author/slug</c>; of the first one asked for where none did.</summary>
    public required string Model { get; init; }

    /// <summary>Its canonical, dated name.</summary>
    public required string CanonicalSlug { get; init; }

    /// <summary>Name of the provider that served.</summary>
    public string? ProviderName { get; init; }

    /// <summary>Slug of the provider that served.</summary>
    public string? ProviderSlug { get; init; }

    /// <summary>Endpoint that served.</summary>
    public string? EndpointId { get; init; }

    /// <summary>The provider's id of the answer.</summary>
    public string? UpstreamId { get; init; }

    /// <summary>Every attempt in order, failed ones included.</summary>
    public IReadOnlyList<ProviderAttempt> Attempts { get; init => field = value ?? []; } = [];

    /// <summary>Whether the caller asked for a stream.</summary>
    public bool Streamed { get; init; }

    /// <summary>Whether the caller went away before the end.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Normalised: <c>stop</c>, <c>length</c>, <c>tool_calls</c>, <c>content_filter</c>, <c>error</c>.</summary>
    public string? FinishReason { get; init; }

    /// <summary>As the provider wrote it.</summary>
    public string? NativeFinishReason { get; init; }

    /// <summary>HTTP status that the caller got, or would have got for a fault in mid-stream.</summary>
    public int StatusCode { get; init; }

    /// <summary>One of the API's error types where it failed.</summary>
    public string? ErrorType { get; init; }

    /// <summary>When each step was reached.</summary>
    public GenerationTimings Timings { get; init => field = value ?? new(); } = new();

    /// <summary>Tokens as the provider counted them; null: it said nothing.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Cost in US dollars; null: unpriced, or usage unknown.</summary>
    public GenerationCost? Cost { get; init; }

    /// <summary>Whether the workspace's own provider key was used.</summary>
    public bool IsByok { get; init; }

    /// <summary>Service tier that the provider reported.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The caller's session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The request's <c>user</c>.</summary>
    public string? ExternalUser { get; init; }

    /// <summary>The <c>HTTP-Referer</c> header; empty: none, or erased (rows hold null then).</summary>
    public string Origin { get; init => field = value ?? ""; } = "";

    /// <summary>The <c>User-Agent</c> header.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The <c>X-OpenRouter-Title</c> or <c>X-Title</c> header.</summary>
    public string? AppTitle { get; init; }

    /// <summary>SHA-256 of the caller's key; null: none was defined.</summary>
    public string? ApiKeyHash { get; init; }

    /// <summary>Name of the caller's key.</summary>
    public string? ApiKeyName { get; init; }

    /// <summary>Region of the workspace: <c>global</c>, <c>europe</c> or <c>us</c>.</summary>
    public required string DataRegion { get; init; }

    /// <summary>The request's <c>trace</c> object as JSON, for destinations (<see cref="CallerTrace"/>).</summary>
    public string? Trace { get; init; }

    /// <summary>
    /// The caller's <c>traceparent</c> header (<see cref="Generations.TraceParent"/>); null: it sent none that is well-formed.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>Images and other media in the prompt.</summary>
    public int? NumMediaPrompt { get; init; }

    /// <summary>US dollars per prompt token at that time.</summary>
    public decimal? InputUnitPrice { get; init; }

    /// <summary>US dollars per completion token at that time.</summary>
    public decimal? OutputUnitPrice { get; init; }

    /// <summary>
    /// True where neither policy nor endpoint may keep the content anywhere else (zero data retention in force).
    /// </summary>
    public bool ZeroDataRetention { get; init; }

    /// <summary>Whether input and output logging was entitled to the content when it was captured.</summary>
    public bool ContentLogged { get; init; }

    /// <summary>Whether the platform may use the content, by the opt-in in force when it was captured.</summary>
    public bool ContentUsed { get; init; }

    /// <summary>Names of the destinations that were entitled to the content when it was captured.</summary>
    public IReadOnlyList<string> ContentDestinations { get; init => field = value ?? []; } = [];

    /// <summary>Names of the destinations that take this trace at all, decided before the journal was written.</summary>
    public IReadOnlyList<string> Destinations { get; init => field = value ?? []; } = [];

    /// <summary>Pod of the sidecar, as the cluster named it and never a caller; null: the sidecar wasn't told.</summary>
    public string? Pod { get; init; }

    /// <summary>Service account of that pod.</summary>
    public string? ServiceAccount { get; init; }

    /// <summary>What that pod belongs to, kind and name: <c>Deployment/web</c>.</summary>
    public string? Workload { get; init; }

    /// <summary>Whether the captured copy was cut at its byte budget; the traffic never is.</summary>
    public bool ContentTruncated { get; init; }

    /// <summary>Names of the members that were cut at their bounds (<see cref="RecordBounds"/>); null: none was.</summary>
    public IReadOnlyList<string>? TruncatedMembers { get; init; }
}

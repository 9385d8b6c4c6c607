using K8sRouter.Core.Configuration;
using K8sRouter.Core.DataPolicies;
using K8sRouter.Core.Generations;
using K8sRouter.Sidecar.Buffers;
using K8sRouter.Sidecar.Configuration;

namespace K8sRouter.Sidecar.Tests.Conformance;

/// <summary>Configurations and generations for the tests of what the router answers.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static EndpointEntry Endpoint(string provider = "acme", string model = "openai/gpt-5-mini") => new()
    {
        Id = $"{provider}/{model}",
        Model = model,
        Provider = provider,
        UpstreamName = model[(model.IndexOf('/') + 1)..],
        Apis = ["chat"],
        ContextLength = 400_000,
        MaxCompletionTokens = 128_000,
        Quantization = "fp8",
        SupportedParameters = ["temperature", "tools", "tool_choice"],
        Pricing = new EndpointPricing { Prompt = 0.00000025m, Completion = 0.000002m, InputCacheRead = 0.000000025m },
        Region = Regions.Us,
        Datacenters = ["US"],
        DataPolicy = new EndpointDataPolicy { Confirmed = true, Training = false, Publication = false, RetentionDays = 0 },
    };

    public static ExcludedEndpoint Excluded(string provider, string model = "openai/gpt-5-mini", params ExclusionReason[] reasons) => new()
    {
        Id = $"{provider}/{model}",
        Model = model,
        Provider = provider,
        Reasons = reasons,
    };

    public static ExclusionReason Reason(string rule, string? policy = "WorkspacePrivacyPolicy team-a/default") =>
        new() { Rule = rule, Policy = policy, Message = $"Excluded by {rule}." };

    public static ModelEntry Model(string name = "openai/gpt-5-mini") => new()
    {
        Name = name,
        CanonicalSlug = name + "-2025-08-07",
        DisplayName = "Model " + name,
        Description = "A model.",
        Created = 1_754_500_000,
    };

    public static ProviderEntry Provider(string slug = "acme", string displayName = "Acme AI") => new()
    {
        Slug = slug,
        DisplayName = displayName,
        Upstreams = [new UpstreamEntry { Apis = ["chat", "embeddings"], Protocol = "OpenAI", BaseUrl = "https://secret-host.example/v1" }],
        Headquarters = "US",
        Datacenters = ["US"],
        PrivacyPolicyUrl = "https://acme.example/privacy",
    };

    public static RouterConfig Config() => new()
    {
        Workspace = new WorkspaceIdentity { Name = "team-a", Id = "11111111-1111-4111-8111-111111111111", Region = Regions.Global },
        Providers = [Provider()],
        Models = [Model()],
        Endpoints = [Endpoint()],
    };

    /// <summary>In force, with a provider for every endpoint, as every configuration that is accepted has.</summary>
    public static ActiveConfiguration Active(RouterConfig config, Credentials? credentials = null)
    {
        var missing = config.Endpoints.Select(e => e.Provider).Except(config.Providers.Select(p => p.Slug)).Select(slug => Provider(slug, slug));
        return new(config with { Providers = [.. config.Providers, .. missing] }, "revision-1", credentials ?? Credentials.None, Noon);
    }

    /// <summary>More than a test needs.</summary>
    public static CallMemory Memory() => new()
    {
        Requests = new(1 << 30),
        MaxRequestBytes = 1 << 25,
        Answers = new(1 << 30),
        Captures = new(1 << 24),
    };

    /// <summary>Configurations at the edges: whatever they hold, every answer must conform.</summary>
    public static IReadOnlyDictionary<string, RouterConfig> Configurations { get; } = new Dictionary<string, RouterConfig>
    {
        ["ordinary"] = Config(),
        ["empty"] = Config() with { Providers = [], Models = [], Endpoints = [] },
        ["bare"] = Config() with
        {
            Providers = [Provider() with { Headquarters = null, Datacenters = [], PrivacyPolicyUrl = null }],
            Models = [Model() with { Description = null, Created = 0 }],
            Endpoints =
            [
                Endpoint() with
                {
                    ContextLength = null, MaxCompletionTokens = null, Pricing = null, Quantization = "unknown", SupportedParameters = [],
                },
            ],
        },
        ["free"] = Config() with { Endpoints = [Endpoint() with { Free = true, Pricing = null }] },
        ["embeddings"] = Config() with
        {
            Models = [Model("openai/text-embedding-3-small") with { OutputModalities = ["embeddings"] }],
            Endpoints = [Endpoint(model: "openai/text-embedding-3-small") with { Apis = ["embeddings"] }],
        },
        ["excluded only"] = Config() with
        {
            Providers = [],
            Endpoints = [],
            ExcludedEndpoints = [Excluded("acme", reasons: Reason(ExclusionRules.ZeroDataRetention))],
        },
        ["europe, with keys"] = Config() with
        {
            Workspace = new WorkspaceIdentity { Name = "team-b", Id = "22222222-2222-4222-8222-222222222222", Region = Regions.Europe },
            ApiKeys = [new ApiKeyEntry { Name = "ci", Hash = "aa", Administrator = true }],
        },
    };

    public static GenerationRecord Generation(string id = "gen-1795176000-abcdefGHIJKLMNOPQRST") => new()
    {
        Id = id,
        RequestId = "req-1795176000-abcdefGHIJKLMNOPQRST",
        WorkspaceId = "11111111-1111-4111-8111-111111111111",
        Workspace = "team-a",
        Sidecar = "abcdef",
        ConfigRevision = "revision-1",
        CreatedAt = Noon,
        Outcome = GenerationOutcomes.Completed,
        Api = GenerationApis.Chat,
        RequestedModel = "openai/gpt-5-mini",
        Model = "openai/gpt-5-mini",
        CanonicalSlug = "openai/gpt-5-mini-2025-08-07",
        DataRegion = Regions.Global,
    };

    public static GenerationRecord FullGeneration() => Generation() with
    {
        ProviderName = "Acme AI",
        ProviderSlug = "acme",
        EndpointId = "acme/openai/gpt-5-mini",
        UpstreamId = "chatcmpl-1",
        Attempts =
        [
            new ProviderAttempt
            {
                EndpointId = "slow/openai/gpt-5-mini", ProviderName = "Slow", ProviderSlug = "slow",
                ModelPermaslug = "openai/gpt-5-mini-2025-08-07", Failure = AttemptFailures.Timeout, Latency = 100,
            },
            new ProviderAttempt
            {
                EndpointId = "acme/openai/gpt-5-mini", ProviderName = "Acme AI", ProviderSlug = "acme",
                ModelPermaslug = "openai/gpt-5-mini-2025-08-07", Status = 200, Latency = 300.4, UpstreamId = "chatcmpl-1",
            },
        ],
        Streamed = true,
        FinishReason = "stop",
        NativeFinishReason = "end_turn",
        StatusCode = 200,
        Timings = new GenerationTimings { ProviderRequest = 110, ProviderHeaders = 410.4, FirstToken = 450, ProviderBodyEnd = 910.4, End = 911 },
        Usage = new TokenUsage { Prompt = 20, Completion = 10, Total = 30, Cached = 4, Reasoning = 2 },
        Cost = new GenerationCost { Prompt = 0.000005m, Completion = 0.00002m, Total = 0.000025m, Charged = 0.00002475m, CacheDiscount = 0.000001m },
        SessionId = "session-1",
        ExternalUser = "user-1",
        Origin = "https://app.example",
        UserAgent = "test/1.0",
        ServiceTier = "default",
        NumMediaPrompt = 1,
    };
}

using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ModelProviders;

/// <summary>
/// Prices in US dollars per unit, as decimal numbers in text. A price per million tokens is divided by a million.
/// </summary>
public sealed record ModelPricing
{
    /// <summary>US dollars per prompt token. Example: <c>"0.00000025"</c>, which is $0.25 per million.</summary>
    [Price]
    public required string Prompt { get; init; }

    /// <summary>US dollars per completion token. For embeddings <c>"0"</c>.</summary>
    [Price]
    public required string Completion { get; init; }

    /// <summary>US dollars per request, besides tokens. Absent: nothing.</summary>
    [Price]
    public string? Request { get; init; }

    /// <summary>US dollars per input image. Absent: nothing.</summary>
    [Price]
    public string? Image { get; init; }

    /// <summary>US dollars per audio token. Absent: as prompt.</summary>
    [Price]
    public string? Audio { get; init; }

    /// <summary>US dollars per prompt token read from the provider's cache. Absent: as prompt.</summary>
    [Price]
    public string? InputCacheRead { get; init; }

    /// <summary>US dollars per prompt token written to the provider's cache. Absent: as prompt.</summary>
    [Price]
    public string? InputCacheWrite { get; init; }

    /// <summary>
    /// US dollars per prompt token written to the provider's cache for an hour. Absent: twice the prompt where the provider
    /// speaks the protocol Anthropic, else as inputCacheWrite.
    /// </summary>
    [Price]
    public string? InputCacheWrite1h { get; init; }

    /// <summary>US dollars per reasoning token. Absent: as completion.</summary>
    [Price]
    public string? InternalReasoning { get; init; }
}

namespace K8sRouter.Core.Configuration;

/// <summary>
/// Prices in US dollars per unit (a token, an image, a request), as decimals and never as binary floating point.
/// </summary>
public sealed record EndpointPricing
{
    /// <summary>Per prompt token.</summary>
    public decimal Prompt { get; init; }

    /// <summary>Per completion token.</summary>
    public decimal Completion { get; init; }

    /// <summary>Per request; null: not charged.</summary>
    public decimal? Request { get; init; }

    /// <summary>Per input image; null: not charged.</summary>
    public decimal? Image { get; init; }

    /// <summary>Per audio token; null: charged as prompt.</summary>
    public decimal? Audio { get; init; }

    /// <summary>Per prompt token read from the provider's cache; null: charged as prompt.</summary>
    public decimal? InputCacheRead { get; init; }

    /// <summary>Per prompt token written to the provider's cache; null: charged as prompt.</summary>
    public decimal? InputCacheWrite { get; init; }

    /// <summary>
    /// Per prompt token written to the provider's cache for an hour; null: as <see cref="InputCacheWrite"/>. An operator that
    /// doesn't know this price leaves it out.
    /// </summary>
    public decimal? InputCacheWrite1h { get; init; }

    /// <summary>Per reasoning token; null: charged as completion.</summary>
    public decimal? InternalReasoning { get; init; }
}

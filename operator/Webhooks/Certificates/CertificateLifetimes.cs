namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>How long certificates live. Each is renewed at two thirds of its life.</summary>
internal sealed record CertificateLifetimes
{
    /// <summary>Life of an authority.</summary>
    public TimeSpan Authority { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Life of a replica's own certificate.</summary>
    public TimeSpan Leaf { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Longest time for which an API server may still use a bundle that was replaced.</summary>
    public TimeSpan Propagation { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Certificates are dated back by this, for API servers whose clock is behind.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time between two looks at the clock and at the stored authorities.</summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an authority that was replaced stays trusted: whoever can't reach the API server meanwhile serves a certificate
    /// of it until that expires.
    /// </summary>
    public TimeSpan Overlap => 2 * Leaf;

    /// <summary>The same lifetimes, if they leave time for the overlap.</summary>
    /// <exception cref="ArgumentException">They don't: an authority would expire before its successor is trusted.</exception>
    public CertificateLifetimes OrThrow() =>
        Authority / 3 > Overlap + 2 * Propagation && Leaf / 3 > CheckInterval
            ? this
            : throw new ArgumentException(
                $"An authority's life of {Authority} must be more than three times {Overlap + 2 * Propagation} (twice a leaf's "
                + $"life and twice the propagation), and a leaf's life of {Leaf} more than three times the check interval.");
}

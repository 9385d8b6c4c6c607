namespace K8sRouter.Sidecar.Routing;

/// <summary>The request's <c>provider</c> object. Everything in it can only narrow or order what the policy allows.</summary>
internal sealed record ProviderPreferences
{
    public static ProviderPreferences None { get; } = new();

    /// <summary>Providers to try first, in this order.</summary>
    public IReadOnlyList<string>? Order { get; init; }

    /// <summary>The only providers to use.</summary>
    public IReadOnlyList<string>? Only { get; init; }

    /// <summary>Providers not to use.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    public bool AllowFallbacks { get; init; } = true;

    public bool RequireParameters { get; init; }

    /// <summary><c>data_collection: deny</c>.</summary>
    public bool DenyDataCollection { get; init; }

    public bool ZeroDataRetention { get; init; }

    public bool DistillableOnly { get; init; }

    public IReadOnlyList<string>? Quantizations { get; init; }

    public RouteSort Sort { get; init; }

    /// <summary><c>partition: none</c>: endpoints of all requested models are sorted together.</summary>
    public bool SortAcrossModels { get; init; }

    public MaxPrice? MaxPrice { get; init; }

    /// <summary>Tokens a second by percentile; soft.</summary>
    public PercentileBound? MinThroughput { get; init; }

    /// <summary>Seconds to the first token by percentile; soft.</summary>
    public PercentileBound? MaxLatency { get; init; }
}

namespace K8sRouter.Core.Configuration;

/// <summary>Opt-in groups of metadata of a destination.</summary>
public sealed record DestinationIncludes
{
    /// <summary>Cost of the generation.</summary>
    public bool Cost { get; init; }

    /// <summary>Who called: user, API key, application, origin, user agent, pod and its workload.</summary>
    public bool Identity { get; init; }

    /// <summary>Kind of API, service tier, counts.</summary>
    public bool RequestContext { get; init; }

    /// <summary>Custom metadata keys that may be sent; null: all.</summary>
    public IReadOnlyList<string>? MetadataKeys { get; init; }
}

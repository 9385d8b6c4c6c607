namespace K8sRouter.Core.Configuration;

/// <summary>A provider that this workspace may use: how to reach it and what it says of itself.</summary>
public sealed record ProviderEntry
{
    /// <summary>Name of the ModelProvider.</summary>
    public required string Slug { get; init; }

    /// <summary>Name shown to callers.</summary>
    public required string DisplayName { get; init; }

    /// <summary>One per wire format that the provider speaks.</summary>
    public required IReadOnlyList<UpstreamEntry> Upstreams { get; init; }

    /// <summary>How the credential travels; null: the provider needs none.</summary>
    public ProviderAuth? Auth { get; init; }

    /// <summary>True where the credential is the workspace's own (bring your own key).</summary>
    public bool IsByok { get; init; }

    /// <summary>Fixed headers sent with every call.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Fixed query parameters sent with every call.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether a hashed user identity must accompany every call.</summary>
    public bool RequiresUserIds { get; init; }

    /// <summary>ISO 3166-1 alpha-2 country of the headquarters.</summary>
    public string? Headquarters { get; init; }

    /// <summary>ISO 3166-1 alpha-2 countries of the datacenters.</summary>
    public IReadOnlyList<string> Datacenters { get; init; } = [];

    /// <summary>Link to the terms of service.</summary>
    public string? TermsOfServiceUrl { get; init; }

    /// <summary>Link to the privacy policy.</summary>
    public string? PrivacyPolicyUrl { get; init; }

    /// <summary>Link to the status page.</summary>
    public string? StatusPageUrl { get; init; }
}

using System.Collections.Frozen;
using K8sRouter.Core.Configuration;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>
/// One configuration as requests see it: parsed, validated, indexed, with its credentials. Immutable; a request keeps the one
/// it started with.
/// </summary>
internal sealed class ActiveConfiguration
{
    public ActiveConfiguration(RouterConfig config, string revision, Credentials credentials, DateTimeOffset loadedAt)
    {
        Config = config;
        Revision = revision;
        Credentials = credentials;
        LoadedAt = loadedAt;
        Providers = config.Providers.ToFrozenDictionary(p => p.Slug, StringComparer.Ordinal);
        Models = config.Models.ToFrozenDictionary(m => m.Name, StringComparer.Ordinal);
        Endpoints = config.Endpoints.ToFrozenDictionary(e => e.Id, StringComparer.Ordinal);
        EndpointsByModel = config.Endpoints.GroupBy(e => e.Model).ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        ExcludedByModel = config.ExcludedEndpoints.GroupBy(e => e.Model)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    public RouterConfig Config { get; }

    /// <summary>SHA-256 of the canonical JSON.</summary>
    public string Revision { get; }

    public Credentials Credentials { get; }

    public DateTimeOffset LoadedAt { get; }

    public FrozenDictionary<string, ProviderEntry> Providers { get; }

    public FrozenDictionary<string, ModelEntry> Models { get; }

    public FrozenDictionary<string, EndpointEntry> Endpoints { get; }

    public FrozenDictionary<string, EndpointEntry[]> EndpointsByModel { get; }

    public FrozenDictionary<string, ExcludedEndpoint[]> ExcludedByModel { get; }
}

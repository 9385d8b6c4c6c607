using System.Collections.Frozen;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Forwarding;

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
        EndpointsByModel = config.Endpoints.GroupBy(e => e.Model)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        Targets = config.Endpoints
            .SelectMany(e => e.Apis.Select(api => ((e.Id, api), UpstreamTarget.Create(Providers[e.Provider], e, api))))
            .ToFrozenDictionary(t => t.Item1, t => t.Item2);
        HashingKey = credentials.TryGet(ConfigFiles.HashingKey, out string? key) ? Convert.FromBase64String(key) : [];
        ExcludedByModel = config.ExcludedEndpoints.GroupBy(e => e.Model)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    public RouterConfig Config { get; }

    /// <summary>SHA-256 of the canonical JSON.</summary>
    public string Revision { get; }

    public Credentials Credentials { get; }

    public DateTimeOffset LoadedAt { get; }

    /// <summary>The signed counter; null: no signature is required.</summary>
    public long? Counter { get; init; }

    public FrozenDictionary<string, ProviderEntry> Providers { get; }

    public FrozenDictionary<string, ModelEntry> Models { get; }

    public FrozenDictionary<string, EndpointEntry> Endpoints { get; }

    public FrozenDictionary<string, EndpointEntry[]> EndpointsByModel { get; }

    public FrozenDictionary<string, ExcludedEndpoint[]> ExcludedByModel { get; }

    /// <summary>Where calls go, by endpoint and API.</summary>
    public FrozenDictionary<(string EndpointId, string Api), UpstreamTarget> Targets { get; }

    /// <summary>Hashes user identities that providers require.</summary>
    public byte[] HashingKey { get; }
}

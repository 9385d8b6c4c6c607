using System.Collections.Frozen;
using K8sRouter.Core.Configuration;
using K8sRouter.Sidecar.Forwarding;
using K8sRouter.Sidecar.Redaction;

namespace K8sRouter.Sidecar.Configuration;

/// <summary>
/// One configuration as requests see it: parsed, validated, indexed, with its credentials. Immutable; a request keeps the one
/// it started with.
/// </summary>
#pragma warning disable CA1001 // A source without a timer holds nothing that would have to be let go of.
internal sealed class ActiveConfiguration
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _superseded = new();

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

    /// <summary>Takes the providers' credentials out of what they say of failures; made when the first one fails.</summary>
    public SecretRedactor Redactor => field ??= SecretRedactor.Of(Config, Credentials);

    public DateTimeOffset LoadedAt { get; }

    /// <summary>
    /// Cancelled once another configuration is in force. A callback mustn't wait: it runs on the thread that reads those.
    /// </summary>
    public CancellationToken Superseded => _superseded.Token;

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

    /// <summary>Another configuration has come into force.</summary>
    public void Supersede() => _superseded.Cancel();
}

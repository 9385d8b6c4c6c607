using K8sRouter.Core.Configuration;

namespace K8sRouter.Operator.Compilation;

/// <summary>What is delivered to a workspace's sidecars, and what is said about it.</summary>
internal sealed class CompilationResult(RouterConfig config)
{
    private string? _revision;

    public RouterConfig Config { get; } = config;

    /// <summary>Canonical JSON of <see cref="Config"/>.</summary>
    public byte[] CanonicalJson { get; } = RouterConfigSerializer.Serialize(config);

    /// <summary>SHA-256 of <see cref="CanonicalJson"/>.</summary>
    public string Revision => _revision ??= RouterConfigSerializer.Revision(CanonicalJson);

    /// <summary>UID of the namespace that it is for.</summary>
    public required string NamespaceUid { get; init; }

    public required CompilationReport Report { get; init; }

    /// <summary>The policies that it comes from. No part of the configuration, nor of its revision.</summary>
    public required CompiledFrom From { get; init; }

    /// <summary>Name of the file to secret value: everything that the workspace's sidecars may hold, and nothing else.</summary>
    public required IReadOnlyDictionary<string, string> CredentialFiles { get; init; }

    /// <summary>When the result changes by itself, because facts age; null: never.</summary>
    public DateTimeOffset? EarliestExpiry { get; init; }
}

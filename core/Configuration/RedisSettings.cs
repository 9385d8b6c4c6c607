namespace K8sRouter.Core.Configuration;

/// <summary>A Redis server that gets the workspace's events, never content.</summary>
public sealed record RedisSettings
{
    /// <summary>Host and port, such as <c>redis.data.svc:6379</c>.</summary>
    public required string Address { get; init; }

    /// <summary>Whether the connection is encrypted and the server's certificate checked.</summary>
    public bool Tls { get; init; } = true;

    /// <summary>
    /// Certificates of authorities in PEM, the only ones that are trusted for this server; null: those of the system.
    /// </summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Name of the server's user whose password it is; null: <c>default</c>.</summary>
    public string? Username { get; init; }

    /// <summary>What the names of streams, keys and the channel begin with, before a colon; null: <c>k8srouter</c>.</summary>
    public string? Prefix { get; init; }

    /// <summary>Name of the password's file; null: the server asks for none.</summary>
    public string? CredentialFile { get; init; }

    /// <summary>Seconds that the key of a generation lives.</summary>
    public int TtlSeconds { get; init; } = 2592000;

    /// <summary>Entries that the stream keeps, about.</summary>
    public int MaxLength { get; init; } = 1000000;
}

using K8sRouter.Core.Events.Redis;
using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>A Redis server that gets a stream of events per workspace and a key per generation, never content.</summary>
public sealed record RedisSettings
{
    /// <summary>Host and port. Example: <c>redis.data.svc:6379</c>.</summary>
    [Text(MinLength = 3, MaxLength = 261, Pattern = @"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}$",
        Must = "be host:port, such as redis.data.svc:6379")]
    public required string Address { get; init; }

    /// <summary>Whether the connection is encrypted. Absent: true.</summary>
    public bool? Tls { get; init; }

    /// <summary>
    /// The password, and whose it is: a Secret in the same namespace, labelled <c>k8srouter.io/use: events</c>. Absent: none.
    /// </summary>
    public RedisCredentials? Credentials { get; init; }

    /// <summary>
    /// What the names of all streams, keys and channels begin with, before a colon, so that a user of the server can be held to
    /// them. Example: <c>team-a</c>, for a user with the rights <c>~team-a:* &amp;team-a:*</c>. Absent: <c>k8srouter</c>.
    /// </summary>
    [Text(MinLength = 1, MaxLength = RedisKeys.MaxPrefixLength, Pattern = RedisKeys.PrefixPattern,
        Must = "be letters, digits, dots, dashes and underscores, with single colons between, such as team-a")]
    public string? Prefix { get; init; }

    /// <summary>
    /// Certificates of authorities in PEM, trusted for this server in place of those of the sidecar's system. Absent: those.
    /// </summary>
    [Text(MinLength = 1, MaxLength = 65536)]
    public string? CertificateAuthority { get; init; }

    /// <summary>Seconds that the key of a generation lives. Absent: 2592000, which is 30 days.</summary>
    [Number(60, 31536000)]
    public int? TtlSeconds { get; init; }

    /// <summary>Entries that the stream keeps, about. Absent: 1000000.</summary>
    [Number(1000, 100000000)]
    public int? MaxLength { get; init; }
}

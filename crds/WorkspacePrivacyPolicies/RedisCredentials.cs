using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>A user of a Redis server and its password, which is one key of a Secret.</summary>
public sealed record RedisCredentials
{
    /// <summary>Name of the Secret. Example: <c>redis</c>.</summary>
    [ResourceName]
    public required string Name { get; init; }

    /// <summary>Key within the Secret's data. Example: <c>password</c>. Never the secret itself.</summary>
    [SecretKeyName]
    public required string Key { get; init; }

    /// <summary>
    /// The user of the server's ACL whose password it is. Example: <c>team-a</c>. Needs Redis 6.0 or later. Absent:
    /// <c>default</c>.
    /// </summary>
    [Text(MinLength = 1, MaxLength = 128, Pattern = "^[!-~]+$", Must = "be the name of a user, without spaces")]
    public string? Username { get; init; }
}

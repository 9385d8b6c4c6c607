namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Where events about calls are announced.</summary>
public sealed record EventSettings
{
    /// <summary>A Redis server.</summary>
    public required RedisSettings Redis { get; init; }
}

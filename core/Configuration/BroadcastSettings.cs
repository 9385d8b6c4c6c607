namespace K8sRouter.Core.Configuration;

/// <summary>The workspace's broadcast switch and its destinations.</summary>
public sealed record BroadcastSettings
{
    /// <summary>Whether any trace is sent.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Accepted destinations, ordered by name.</summary>
    public IReadOnlyList<DestinationEntry> Destinations { get; init; } = [];
}

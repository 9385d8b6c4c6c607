namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Sending of traces to the workspace's destinations.</summary>
public sealed record BroadcastRules
{
    /// <summary>
    /// Whether traces are sent at all. Absent: no opinion; in the end, true: a destination is an explicit wish.
    /// </summary>
    public bool? Enabled { get; init; }
}

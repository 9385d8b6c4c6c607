namespace K8sRouter.Operator.Sidecars;

/// <summary>What a workspace's sidecars should run.</summary>
/// <param name="Revision">Revision of the configuration.</param>
/// <param name="Credentials">Digest of the credentials delivered with it; null: not known.</param>
internal sealed record SidecarTarget(string Revision, string? Credentials)
{
    /// <summary>
    /// Whether a sidecar runs it. One of a version that says nothing of credentials is judged by the revision alone.
    /// </summary>
    public bool IsMetBy(SidecarObservation seen) =>
        seen.Reached && seen.Revision == Revision && !HasOtherCredentials(seen);

    private bool HasOtherCredentials(SidecarObservation seen) =>
        seen.Credentials is not null && Credentials is not null && seen.Credentials != Credentials;
}

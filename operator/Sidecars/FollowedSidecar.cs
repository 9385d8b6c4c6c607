namespace K8sRouter.Operator.Sidecars;

/// <summary>What the monitor keeps of one sidecar.</summary>
internal sealed class FollowedSidecar(SidecarPod pod)
{
    public SidecarPod Pod { get; set; } = pod;

    /// <summary>Null: it wasn't asked yet.</summary>
    public SidecarObservation? Seen { get; set; }

    /// <summary>Whether it is asked regularly although all is well.</summary>
    public bool IsSampled { get; set; }

    /// <summary>Timestamp from which on it is to be asked.</summary>
    public long Due { get; set; }

    /// <summary>Whether it is being asked.</summary>
    public bool IsAsked { get; set; }

    /// <summary>How often in a row it wasn't as it should be.</summary>
    public int Attempts { get; set; }
}

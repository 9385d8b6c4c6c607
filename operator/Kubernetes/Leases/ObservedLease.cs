namespace K8sRouter.Operator.Kubernetes.Leases;

/// <summary>A lease as it was last seen, and since when by our own clock: the times in it are of clocks we don't trust.</summary>
/// <param name="Lease">As the server has it.</param>
/// <param name="Since">Timestamp at which it was seen to be so for the first time.</param>
internal sealed record ObservedLease(V1Lease Lease, long Since)
{
    public string? Holder => Lease.Spec?.HolderIdentity is { Length: > 0 } holder ? holder : null;

    /// <summary>Takes note of another look: the same lease has been so since before.</summary>
    public static ObservedLease Of(ObservedLease? before, V1Lease lease, long now) =>
        before is not null && before.Lease.Spec == lease.Spec ? before with { Lease = lease } : new ObservedLease(lease, now);

    /// <summary>Whether somebody may take it: nobody holds it, or the holder hasn't renewed it while we watched.</summary>
    /// <param name="sinceSeen">How long it has been as it is.</param>
    /// <param name="otherwise">How long a holder has that doesn't say.</param>
    public bool IsFree(TimeSpan sinceSeen, TimeSpan otherwise)
    {
        var duration = Lease.Spec?.LeaseDurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : otherwise;
        return Holder is null || sinceSeen >= duration;
    }
}

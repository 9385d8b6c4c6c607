namespace K8sRouter.Operator.Kubernetes.Leases;

/// <summary>How a leader is elected. The times are those of every Kubernetes component.</summary>
internal sealed record LeaderElectionOptions
{
    /// <summary>Where the lease is: the operator's own namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name of the lease.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Who we are: <c>&lt;pod name&gt;_&lt;uuid&gt;</c>, the uuid new for each process, so that none takes itself for the
    /// one before.
    /// </summary>
    public required string Identity { get; init; }

    /// <summary>How long others wait after they saw the lease change.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A leader that hasn't renewed for this long stops being one.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two renewals; those who wait look a little more often.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a leader's work may take to stop; longer than the queues' own limit. Then the lease is kept.</summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>An identity for this process.</summary>
    public static string IdentityOf(string podName) => $"{podName}_{Guid.NewGuid()}";
}

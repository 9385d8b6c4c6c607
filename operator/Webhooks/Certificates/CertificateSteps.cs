namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>What a replica does after one look.</summary>
internal sealed record CertificateSteps
{
    /// <summary>Store a new authority and look again; nothing else.</summary>
    public bool Rotate { get; init; }

    /// <summary>Forget the previous authority and look again; nothing else.</summary>
    public bool Retire { get; init; }

    /// <summary>Ids of the authorities to put into every bundle; null: all is as it should be, or there is none.</summary>
    public IReadOnlyList<string>? Bundle { get; init; }

    /// <summary>The authority to sign a new certificate by; null: the one that is served stays.</summary>
    public AuthorityFacts? SignBy { get; init; }

    /// <summary>When the new certificate expires.</summary>
    public DateTimeOffset LeafExpires { get; init; }
}

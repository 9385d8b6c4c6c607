namespace K8sRouter.Operator.Webhooks.Certificates;

/// <summary>What a replica sees at one look.</summary>
internal sealed record CertificateFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>The stored authority; null: none is stored, or it can't be read.</summary>
    public AuthorityFacts? Current { get; init; }

    /// <summary>The one before it, as long as certificates of it may be served.</summary>
    public AuthorityFacts? Previous { get; init; }

    /// <summary>
    /// Ids of the authorities in each webhook's bundle, in order; null: there is no webhook configuration.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<string>>? Bundles { get; init; }

    /// <summary>Since when every look has found the current authority in every bundle; null: it isn't there.</summary>
    public DateTimeOffset? TrustedSince { get; init; }

    /// <summary>What the replica serves; null: nothing yet.</summary>
    public LeafFacts? Leaf { get; init; }
}

namespace K8sRouter.Operator.Delivery;

/// <summary>What became of a delivery.</summary>
/// <param name="State">Whether the result is in force.</param>
/// <param name="Written">Whether anything was written for it.</param>
/// <param name="Bytes">Size of the larger of the two objects as stored.</param>
internal sealed record DeliveryOutcome(DeliveryState State, bool Written, int Bytes)
{
    /// <summary>Why nothing may be put in force, of <see cref="DeliveryState.Frozen"/>; null: another state.</summary>
    public Freeze? Freeze { get; init; }

    /// <summary>The policies that this delivery left behind; null: none.</summary>
    public PolicyLoss? Loss { get; init; }

    /// <summary>Digest of the credentials in force; null: none are, or nobody compares them.</summary>
    public string? Credentials { get; init; }

    /// <summary>Who else had written what was put right; null: nobody.</summary>
    public ForeignWrite? Foreign { get; init; }

    /// <summary>Nothing was written, and why.</summary>
    public static DeliveryOutcome Not(DeliveryState state) => new(state, false, 0);

    /// <summary>Nothing may be written, and why.</summary>
    public static DeliveryOutcome Frozen(Freeze freeze) => Not(DeliveryState.Frozen) with { Freeze = freeze };
}

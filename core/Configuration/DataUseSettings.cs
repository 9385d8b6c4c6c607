namespace K8sRouter.Core.Configuration;

/// <summary>The opt-in that lets the platform use the content, independent of logging.</summary>
public sealed record DataUseSettings
{
    /// <summary>Whether it was chosen.</summary>
    public bool Enabled { get; init; }

    /// <summary>Share of the price that it saves, such as 0.01.</summary>
    public decimal Discount { get; init; }

    /// <summary>Where that content is kept; null: nowhere.</summary>
    public StoreSettings? Store { get; init; }
}

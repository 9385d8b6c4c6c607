namespace K8sRouter.Core.Configuration;

/// <summary>Which traces a destination takes, by what they hold: those that pass every group.</summary>
public sealed record DestinationFilterRules
{
    /// <summary>All of which a trace must pass.</summary>
    public required IReadOnlyList<DestinationFilterGroup> Groups { get; init; }
}

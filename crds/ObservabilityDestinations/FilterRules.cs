using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>Which traces are sent. A trace must pass every group.</summary>
public sealed record FilterRules
{
    /// <summary>Whether the rules apply; false: all traces are sent.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Groups of rules, all of which a trace must pass. Absent: all traces pass.</summary>
    [Items(16)]
    public IReadOnlyList<FilterGroup>? Groups { get; init; }
}

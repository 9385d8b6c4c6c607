using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.ObservabilityDestinations;

/// <summary>Rules of which all must hold, or one.</summary>
public sealed record FilterGroup
{
    /// <summary><c>and</c>: every rule must hold; <c>or</c>: one is enough. Absent: and.</summary>
    [OneOf("and", "or")]
    public string Logic { get; init; } = "and";

    /// <summary>The rules.</summary>
    [Items(32, Min = 1)]
    public required IReadOnlyList<FilterRule> Rules { get; init; }
}

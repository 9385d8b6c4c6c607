namespace K8sRouter.Core.Configuration;

/// <summary>Rules of which all must hold, or one.</summary>
public sealed record DestinationFilterGroup
{
    /// <summary><c>and</c>: every rule must hold; <c>or</c>: one is enough.</summary>
    public string Logic { get; init; } = "and";

    /// <summary>The rules, at least one.</summary>
    public required IReadOnlyList<DestinationFilterRule> Rules { get; init; }
}

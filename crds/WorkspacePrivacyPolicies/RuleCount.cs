using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>How many endpoints a rule excludes.</summary>
public sealed record RuleCount
{
    /// <summary>The rule, as in errors. Example: <c>data_policy:training</c>.</summary>
    [Text(MinLength = 1, MaxLength = 100)]
    public required string Rule { get; init; }

    /// <summary>Number of endpoints.</summary>
    [Number(0, int.MaxValue)]
    public required int Endpoints { get; init; }
}

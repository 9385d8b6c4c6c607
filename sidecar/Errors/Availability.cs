namespace K8sRouter.Sidecar.Errors;

/// <summary>Why nothing could serve, for programs: <c>error.availability</c>.</summary>
internal sealed record Availability
{
    /// <summary>One of <see cref="AvailabilityCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The models as the caller wrote them.</summary>
    public IReadOnlyList<string> RequestedModels { get; init; } = [];

    /// <summary>Names of the providers that were excluded.</summary>
    public IReadOnlyList<string> AffectedProviders { get; init; } = [];

    /// <summary>The rules that excluded them (<see cref="Core.DataPolicies.ExclusionRules"/>).</summary>
    public IReadOnlyList<string> ExcludedBy { get; init; } = [];
}

namespace K8sRouter.Core.Configuration;

/// <summary>Why an endpoint may not be used.</summary>
public sealed record ExclusionReason
{
    /// <summary>One of <see cref="DataPolicies.ExclusionRules"/>.</summary>
    public required string Rule { get; init; }

    /// <summary>
    /// The object that holds the rule, such as <c>WorkspacePrivacyPolicy k8srouter-system/default</c>; null: the request.
    /// </summary>
    public string? Policy { get; init; }

    /// <summary>A sentence for a person: what the endpoint does and what the rule allows.</summary>
    public required string Message { get; init; }
}

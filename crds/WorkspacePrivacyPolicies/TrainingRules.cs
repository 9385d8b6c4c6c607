namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Whether providers that train on prompts may be used.</summary>
public sealed record TrainingRules
{
    /// <summary>For models that are paid for. Absent: no opinion; in the end, Deny.</summary>
    public Permission? PaidModels { get; init; }

    /// <summary>For models that are free. Absent: no opinion; in the end, Deny.</summary>
    public Permission? FreeModels { get; init; }
}

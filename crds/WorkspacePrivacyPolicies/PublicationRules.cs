namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Whether providers that publish prompts may be used. For models that are paid for they never may.</summary>
public sealed record PublicationRules
{
    /// <summary>For models that are free. Absent: no opinion; in the end, Deny.</summary>
    public Permission? FreeModels { get; init; }
}

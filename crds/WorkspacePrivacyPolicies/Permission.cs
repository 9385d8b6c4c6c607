namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Whether something may be.</summary>
public enum Permission
{
    /// <summary>It may.</summary>
    Allow,

    /// <summary>It may not.</summary>
    Deny,
}

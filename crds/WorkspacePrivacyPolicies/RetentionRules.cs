using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>How long a provider may keep prompts.</summary>
public sealed record RetentionRules
{
    /// <summary>
    /// Most days; a provider that keeps prompts for longer, or for a time that isn't known, is refused. 0 is the same as
    /// zero data retention. Absent: no opinion; in the end, no limit. Example: <c>30</c>.
    /// </summary>
    [Number(0, 36500)]
    public int? MaxDays { get; init; }
}

using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Whether providers that keep prompts are refused, whatever the time.</summary>
public sealed record ZeroDataRetentionRules
{
    /// <summary>Whether only providers that keep nothing may be used. Absent: no opinion; in the end, false.</summary>
    public bool? Required { get; init; }

    /// <summary>The same for the models of single authors. Absent: none.</summary>
    [Items(64, ListKind.Map, "author")]
    public IReadOnlyList<AuthorRetentionRule>? Authors { get; init; }
}

using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Which providers may be used, by the name of their ModelProvider.</summary>
public sealed record ProviderRules
{
    /// <summary>
    /// The only ones that may. Absent or null: all; an empty list is refused, since it reads like both. Example:
    /// <c>[openai]</c>.
    /// </summary>
    [Items(256, ListKind.Atomic, Min = 1, EmptyMust = "name at least one provider; leave the list out to allow all")]
    [ResourceName]
    [NullIsAbsent]
    public IReadOnlyList<string>? Allow { get; init; }

    /// <summary>Those that may not, allowed or not. Absent: none.</summary>
    [Items(256, ListKind.Set)]
    [ResourceName]
    [NullIsAbsent]
    public IReadOnlyList<string>? Ignore { get; init; }
}

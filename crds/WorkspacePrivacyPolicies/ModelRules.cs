using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>Which models may be used, by patterns over author/slug, in which <c>*</c> stands for any characters.</summary>
public sealed record ModelRules
{
    /// <summary>
    /// The only ones that may. Absent or null: all; an empty list is refused, since it reads like both. Example:
    /// <c>["openai/*"]</c>.
    /// </summary>
    [Items(256, ListKind.Atomic, Min = 1, EmptyMust = "name at least one model; leave the list out to allow all")]
    [Text(MinLength = 1, MaxLength = 200, Pattern = "^[A-Za-z0-9*._:/-]+$",
        Must = "be a pattern over author/slug, such as openai/*")]
    [NullIsAbsent]
    public IReadOnlyList<string>? Allow { get; init; }

    /// <summary>Those that may not, allowed or not. Absent: none.</summary>
    [Items(256, ListKind.Set)]
    [Text(MinLength = 1, MaxLength = 200, Pattern = "^[A-Za-z0-9*._:/-]+$",
        Must = "be a pattern over author/slug, such as openai/*")]
    [NullIsAbsent]
    public IReadOnlyList<string>? Ignore { get; init; }
}

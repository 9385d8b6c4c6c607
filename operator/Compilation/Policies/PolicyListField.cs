using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Compilation.Policies;

/// <summary>
/// A field that holds a list. The levels' lists stay side by side: globs can't be intersected, and whoever is excluded wants to
/// know by which list.
/// </summary>
internal sealed class PolicyListField(
    string path, MergeOperator mergeOperator, string whenAbsent, string meaning,
    Func<WorkspacePrivacyPolicySpec, IEnumerable<string>?> read)
    : PolicyField(path, mergeOperator, whenAbsent, meaning)
{
    /// <summary>The lists of the levels that have one, the floor's first.</summary>
    public IReadOnlyList<Decided<IReadOnlyList<string>>> Merge(PolicyLevels levels)
    {
        var lists = new List<Decided<IReadOnlyList<string>>>(2);
        foreach (var level in (Decided<WorkspacePrivacyPolicySpec>?[])[levels.Floor, levels.Workspace])
        {
            if (level is not null && read(level.Value) is { } items)
                lists.Add(new([.. items], level.By));
        }
        return lists;
    }

    /// <summary>Never: a list narrows the floor's, and of globs nobody can say by how much.</summary>
    public override bool IsOverruled(PolicyLevels levels) => false;

    public override bool IsStatedBy(Decided<WorkspacePrivacyPolicySpec>? level) =>
        level is not null && read(level.Value) is not null;
}

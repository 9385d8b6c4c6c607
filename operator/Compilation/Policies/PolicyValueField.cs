using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Compilation.Policies;

/// <summary>A field whose two values become one value.</summary>
/// <typeparam name="T">A nullable type: null is no opinion.</typeparam>
internal sealed class PolicyValueField<T>(
    string path, MergeOperator mergeOperator, string whenAbsent, string meaning,
    T absentValue, Func<WorkspacePrivacyPolicySpec, T> read, Func<T, T, T> combine)
    : PolicyField(path, mergeOperator, whenAbsent, meaning)
{
    /// <summary>The merged value. Where both levels say the same, the floor decided: it is the one that binds.</summary>
    public Decided<T> Merge(PolicyLevels levels)
    {
        var floor = Read(levels.Floor);
        var workspace = Read(levels.Workspace);
        if (floor is null || workspace is null)
            return floor ?? workspace ?? new Decided<T>(absentValue, PolicySource.BuiltIn);
        var combined = combine(floor.Value, workspace.Value);
        return new Decided<T>(combined, EqualityComparer<T>.Default.Equals(combined, floor.Value) ? floor.By : workspace.By);
    }

    public override bool IsOverruled(PolicyLevels levels) =>
        Read(levels.Workspace) is { } workspace && !EqualityComparer<T>.Default.Equals(Merge(levels).Value, workspace.Value);

    public override bool IsStatedBy(Decided<WorkspacePrivacyPolicySpec>? level) => Read(level) is not null;

    private Decided<T>? Read(Decided<WorkspacePrivacyPolicySpec>? level) =>
        level is not null && read(level.Value) is { } value ? new Decided<T>(value, level.By) : null;
}

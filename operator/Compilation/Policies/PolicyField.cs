using K8sRouter.Crds.WorkspacePrivacyPolicies;

namespace K8sRouter.Operator.Compilation.Policies;

/// <summary>One row of the table of policy fields: enough to document it.</summary>
internal abstract class PolicyField(string path, MergeOperator mergeOperator, string whenAbsent, string meaning)
{
    /// <summary>Path below <c>spec</c>, as in YAML.</summary>
    public string Path { get; } = path;

    /// <summary>How the two levels merge.</summary>
    public MergeOperator Operator { get; } = mergeOperator;

    /// <summary>What applies where neither level says anything.</summary>
    public string WhenAbsent { get; } = whenAbsent;

    /// <summary>A sentence for people.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>Whether the workspace says something that has no effect, since the floor is stricter.</summary>
    public abstract bool IsOverruled(PolicyLevels levels);

    /// <summary>Whether a level says anything about the field; a level that is null says nothing.</summary>
    public abstract bool IsStatedBy(Decided<WorkspacePrivacyPolicySpec>? level);
}

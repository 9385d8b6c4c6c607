namespace K8sRouter.Operator.Compilation.Policies;

/// <summary>How the floor's and the workspace's value of a field become one.</summary>
internal enum MergeOperator
{
    /// <summary>The smaller number.</summary>
    Min,

    /// <summary>Allowed, or on, only where every level that says something says so.</summary>
    And,

    /// <summary>Required where any level says so.</summary>
    Or,

    /// <summary>What every level that says something allows; possibly nothing.</summary>
    Intersect,

    /// <summary>What any level names.</summary>
    Union,

    /// <summary>The workspace's, else the floor's.</summary>
    OwnerOnly,
}

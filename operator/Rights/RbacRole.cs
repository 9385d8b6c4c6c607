namespace K8sRouter.Operator.Rights;

/// <summary>A Role or ClusterRole.</summary>
internal sealed record RbacRole
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, as a comment above it: lines without the sign.</summary>
    public required string Comment { get; init; }

    /// <summary>Whether it is a Role of the operator's own namespace; else a ClusterRole.</summary>
    public bool InOperatorNamespace { get; init; }

    /// <summary>Whether it is given to the operator's ServiceAccount where it lies.</summary>
    public bool IsOperators { get; init; }

    /// <summary>The cluster's own role that takes it up: <c>admin</c>, <c>edit</c> or <c>view</c>; null: none.</summary>
    public string? AggregatedTo { get; init; }

    /// <summary>What it allows.</summary>
    public required IReadOnlyList<RbacRule> Rules { get; init; }
}

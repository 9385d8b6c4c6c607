namespace K8sRouter.Crds.Validation;

/// <summary>What a problem means for the resource.</summary>
public enum ProblemSeverity
{
    /// <summary>The resource is refused.</summary>
    Error,

    /// <summary>The resource is taken; somebody should look.</summary>
    Warning,

    /// <summary>Nothing is wrong: something was left aside, such as a kind that isn't ours.</summary>
    Notice,
}

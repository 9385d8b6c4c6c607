namespace K8sRouter.Operator.Commands.Logs.Bucket;

/// <summary>How bad a finding is.</summary>
internal enum FindingLevel
{
    /// <summary>As it should be, or nothing to judge.</summary>
    Ok,

    /// <summary>Works, and somebody should have decided it.</summary>
    Warning,

    /// <summary>Not what the policy promises.</summary>
    Error,
}

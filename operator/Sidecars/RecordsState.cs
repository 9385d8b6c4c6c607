namespace K8sRouter.Operator.Sidecars;

/// <summary>How a sidecar's writing to the store goes.</summary>
internal enum RecordsState
{
    /// <summary>It had nothing to write yet, or isn't known.</summary>
    Waiting,

    /// <summary>It has written.</summary>
    Stored,

    /// <summary>It tried, and couldn't.</summary>
    Failing,
}

namespace K8sRouter.Operator.Injection;

/// <summary>What is done with a pod.</summary>
internal enum InjectionVerdict
{
    /// <summary>It has a sidecar, by the patch or before.</summary>
    Injected,

    /// <summary>It is created without.</summary>
    Skipped,

    /// <summary>It isn't created.</summary>
    Refused,
}

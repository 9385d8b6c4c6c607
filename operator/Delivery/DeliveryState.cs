namespace K8sRouter.Operator.Delivery;

/// <summary>Whether a result is in force.</summary>
internal enum DeliveryState
{
    /// <summary>Sidecars can read it.</summary>
    InForce,

    /// <summary>Larger than an object may be: what was in force before stays.</summary>
    TooLarge,

    /// <summary>The namespace is being deleted: nothing can be written any more.</summary>
    NamespaceTerminating,

    /// <summary>The operator lacks the right to write in the namespace: what was in force before stays.</summary>
    Forbidden,

    /// <summary>It couldn't be written, and is tried again.</summary>
    Failed,

    /// <summary>Nothing was tried, because the organization's floor is invalid: what was in force before stays.</summary>
    Frozen,
}

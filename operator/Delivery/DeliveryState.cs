namespace K8sRouter.Operator.Delivery;

/// <summary>Whether a result is in force.</summary>
internal enum DeliveryState
{
    /// <summary>Sidecars can read it.</summary>
    InForce,

    /// <summary>Nothing may be compiled, for the reason that <see cref="Freeze"/> gives, and what was in force stays.</summary>
    Frozen,

    /// <summary>Larger than an object may be: what was in force stays.</summary>
    TooLarge,

    /// <summary>The namespace is being deleted: nothing can be written any more.</summary>
    NamespaceTerminating,

    /// <summary>The operator may not read or write there; tried again.</summary>
    Forbidden,

    /// <summary>It couldn't be written, and is tried again.</summary>
    Failed,
}

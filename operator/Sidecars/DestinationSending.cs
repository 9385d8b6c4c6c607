namespace K8sRouter.Operator.Sidecars;

/// <summary>How a sidecar's sending to a destination goes, in a word.</summary>
internal enum DestinationSending
{
    /// <summary>It had nothing to send yet.</summary>
    Idle,

    /// <summary>What it sent was taken.</summary>
    Delivering,

    /// <summary>The last attempt failed, and is tried again.</summary>
    Failing,

    /// <summary>The sidecar's version can't send to destinations of the type.</summary>
    Unsupported,
}

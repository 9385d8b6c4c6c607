namespace K8sRouter.Core.Storage;

/// <summary>What kind of fault a store has: whether to try again soon, or to wait for somebody to mend it.</summary>
public enum StoreFault
{
    /// <summary>Busy, broken or out of reach: try again later.</summary>
    Unavailable,

    /// <summary>The bucket or folder isn't there.</summary>
    Missing,

    /// <summary>The credential is refused, has no right to this, or can't be had.</summary>
    Forbidden,

    /// <summary>The store understood and refuses: a disabled key, a retention lock, a request that it can't accept.</summary>
    Refused,
}

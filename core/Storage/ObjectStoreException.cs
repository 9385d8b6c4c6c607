namespace K8sRouter.Core.Storage;

/// <summary>A fault of an object store. The message names the store and what to do, and holds no content and no secret.</summary>
public sealed class ObjectStoreException : IOException
{
    /// <summary>Makes a fault.</summary>
    public ObjectStoreException(StoreFault fault, string message, int? status = null, TimeSpan? retryAfter = null)
        : base(message)
    {
        Fault = fault;
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>Its kind.</summary>
    public StoreFault Fault { get; }

    /// <summary>The store's HTTP status, where there was an answer.</summary>
    public int? Status { get; }

    /// <summary>When the store wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Whether trying again soon is pointless until somebody mends it.</summary>
    public bool NeedsMending => Fault != StoreFault.Unavailable;
}

namespace K8sRouter.Core.Events.Redis;

/// <summary>Why Redis didn't do what was asked.</summary>
public enum RedisFault
{
    /// <summary>It can't be reached, or went away in between; what was sent may have been done.</summary>
    Unreachable,

    /// <summary>It didn't answer in time; what was sent may have been done.</summary>
    Timeout,

    /// <summary>It was reached and completes no TLS handshake: perhaps it speaks none there.</summary>
    Tls,

    /// <summary>Its certificate isn't to be trusted, or is for another name.</summary>
    Certificate,

    /// <summary>The user or its password is wrong or missing.</summary>
    Unauthenticated,

    /// <summary>It knows the user, who lacks the right to a command, a key or a channel.</summary>
    NoPermission,

    /// <summary>It is a replica.</summary>
    ReadOnly,

    /// <summary>It is loading its data.</summary>
    Loading,

    /// <summary>It has no memory left.</summary>
    OutOfMemory,

    /// <summary>It is a node of a cluster that doesn't serve the key now.</summary>
    Cluster,

    /// <summary>It can't do it now for another reason of its own: it can't persist, lacks replicas, runs a script.</summary>
    Busy,

    /// <summary>It understood and refuses, such as a server too old for streams.</summary>
    Refused,
}

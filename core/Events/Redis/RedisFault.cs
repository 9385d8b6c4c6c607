namespace K8sRouter.Core.Events.Redis;

/// <summary>Why Redis didn't do what was asked.</summary>
public enum RedisFault
{
    /// <summary>It can't be reached, or went away in between; what was sent may have been done.</summary>
    Unreachable,

    /// <summary>It didn't answer in time; what was sent may have been done.</summary>
    Timeout,

    /// <summary>It can't do it now: it loads, has no memory left, is a replica.</summary>
    Busy,

    /// <summary>The password is wrong, is missing, or lacks the right.</summary>
    Forbidden,

    /// <summary>Its certificate isn't to be trusted, or is for another name.</summary>
    Certificate,

    /// <summary>It understood and refuses, such as a server too old for streams.</summary>
    Refused,
}

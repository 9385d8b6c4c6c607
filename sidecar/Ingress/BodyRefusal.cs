namespace K8sRouter.Sidecar.Ingress;

/// <summary>Why a body wasn't read; what the caller is told, <see cref="BodyReader"/> says.</summary>
internal enum BodyRefusal
{
    /// <summary>It was.</summary>
    None,

    /// <summary>It is larger than one may be, as it comes or decoded.</summary>
    TooLarge,

    /// <summary>Those of other running calls leave it no room now.</summary>
    NoRoom,

    /// <summary>It has a content coding that isn't taken.</summary>
    UnknownCoding,

    /// <summary>It isn't what its content coding says: corrupt, cut short, or with bytes behind its end.</summary>
    Undecodable,

    /// <summary>It ends early, or its chunks make no sense.</summary>
    Malformed,

    /// <summary>Its end didn't arrive in time.</summary>
    Overdue,
}

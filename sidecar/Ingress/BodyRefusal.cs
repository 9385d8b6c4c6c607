namespace K8sRouter.Sidecar.Ingress;

/// <summary>Why a body wasn't read.</summary>
internal enum BodyRefusal
{
    /// <summary>It was.</summary>
    None,

    /// <summary>It is larger than one may be.</summary>
    TooLarge,

    /// <summary>Those of other running calls leave it no room now.</summary>
    NoRoom,
}

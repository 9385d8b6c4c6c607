namespace K8sRouter.Operator.Rights;

/// <summary>What may be done to a resource, in Kubernetes' words.</summary>
[Flags]
internal enum RbacVerb
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read one.</summary>
    Get = 1,

    /// <summary>Read all.</summary>
    List = 2,

    /// <summary>Follow changes.</summary>
    Watch = 4,

    /// <summary>Make one. By server-side apply the server knows the name beforehand, otherwise not.</summary>
    Create = 8,

    /// <summary>Replace one.</summary>
    Update = 16,

    /// <summary>Change a part of one, server-side apply among it.</summary>
    Patch = 32,

    /// <summary>Delete one.</summary>
    Delete = 64,

    /// <summary>Give a role to somebody without having its rights.</summary>
    Bind = 128,

    /// <summary>Read and follow: what an informer needs.</summary>
    Read = Get | List | Watch,

    /// <summary>Everything that changes an object's content.</summary>
    Write = Create | Update | Patch | Delete,
}

namespace K8sRouter.Crds.Kubernetes;

/// <summary>An object that owns another: when it goes, so does the owned one.</summary>
public sealed record V1OwnerReference
{
    /// <summary>Group and version of the owner.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Kind of the owner.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the owner.</summary>
    public required string Name { get; init; }

    /// <summary>Unique id of the owner.</summary>
    public required string Uid { get; init; }

    /// <summary>Whether the owner manages the object.</summary>
    public bool? Controller { get; init; }

    /// <summary>Whether the owner's deletion waits for this object's.</summary>
    public bool? BlockOwnerDeletion { get; init; }
}

namespace K8sRouter.Crds.Kubernetes;

/// <summary>One writer of an object, without the list of its fields.</summary>
public sealed record V1ManagedFieldsEntry
{
    /// <summary>Who, by a name of its own choosing.</summary>
    public string? Manager { get; init; }

    /// <summary><c>Apply</c> or <c>Update</c>.</summary>
    public string? Operation { get; init; }

    /// <summary>When it last changed the set of its fields.</summary>
    public DateTimeOffset? Time { get; init; }
}

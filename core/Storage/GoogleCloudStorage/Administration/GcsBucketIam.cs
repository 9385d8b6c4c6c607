namespace K8sRouter.Core.Storage.GoogleCloudStorage.Administration;

/// <summary>Who may do what with a bucket, by its own policy: what projects and folders above it grant isn't in it.</summary>
public sealed record GcsBucketIam
{
    /// <summary>Its grants; a role may occur more than once, with different conditions.</summary>
    public IReadOnlyList<GcsIamBinding> Bindings { get; init; } = [];
}

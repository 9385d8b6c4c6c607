using K8sRouter.Crds.References;

namespace K8sRouter.Crds.WorkspacePrivacyPolicies;

/// <summary>A place where records or content are kept.</summary>
public sealed record RecordStore
{
    /// <summary>
    /// Where the bucket lies, as declared; compared with what the bucket says of itself. Absent: not declared, and then
    /// nothing of a workspace in Europe or Us is kept there.
    /// </summary>
    public DataRegion? Location { get; init; }

    /// <summary>A Google Cloud Storage bucket.</summary>
    public required GoogleCloudStorageSettings Gcs { get; init; }
}

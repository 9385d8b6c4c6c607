namespace K8sRouter.Testing.GoogleCloudStorage;

/// <summary>What a request asks the double for.</summary>
public enum GcsRequestKind
{
    Unknown,
    MultipartInsert,
    ResumableStart,
    ResumableChunk,
    ResumableQuery,
    Stat,
    Media,
    List,
    Delete,
    BucketGet,
    BucketPatch,
    BucketIam,
    Token,
}
